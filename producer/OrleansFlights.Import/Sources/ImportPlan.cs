using System.Globalization;
using OrleansFlights.Import.Inputs;

namespace OrleansFlights.Import.Sources;

/// <summary>Files that were all understood before anything of them is sent.</summary>
internal sealed class ImportPlan : IDisposable
{
    /// <summary>How many of the first rows decide whether a file is sent at all.</summary>
    public const int JudgedRows = 1_000;

    private readonly Workspace _workspace = new();
    private readonly List<ImportSource> _sources = [];
    private readonly List<string> _notes = [];

    private ImportPlan()
    {
    }

    /// <summary>The sources, in the order in which they are imported.</summary>
    public IReadOnlyList<ImportSource> Sources => _sources;

    /// <summary>What was left out or guessed, for people.</summary>
    public IReadOnlyList<string> Notes => _notes;

    /// <summary>Unpacks and understands files.</summary>
    /// <exception cref="ImportException">A file is nothing that flights could be read from, or it is unclear how.</exception>
    public static ImportPlan Make(IEnumerable<string> files, ImportOptions options, TimeProvider time, CancellationToken cancellation)
    {
        var plan = new ImportPlan();
        try
        {
            var reader = new InputReader(plan._workspace, options.Encoding, plan._notes.Add);
            foreach (var part in reader.Read(InputPaths.Expand(files), cancellation))
                plan._sources.Add(Open(part, plan._workspace.Folder, options, time));
            return plan;
        }
        catch
        {
            plan.Dispose();
            throw;
        }
    }

    /// <summary>Reads everything once and refuses what is damaged, or mostly no flights.</summary>
    /// <param name="acceptBad">Whether a file of which fewer than half of the first rows are flights is taken nevertheless.</param>
    /// <exception cref="ImportException">A file is refused.</exception>
    public void Verify(bool acceptBad)
    {
        foreach (var source in _sources)
        {
            source.Verify();
            ThrowIfChanged(source.Part);
            var probe = source.Try(JudgedRows, samples: 0);
            if (probe.Rows == 0)
                throw new ImportException($"{source.Part.Name} has no rows.");
            if (!probe.IsGoodEnough && !acceptBad)
            {
                throw new ImportException(
                    $"{source.Part.Name}: of the first {probe.Rows:N0} rows only {probe.Good:N0} are flights; nothing was sent. --check "
                    + "shows more, --accept-bad sends what is good.\n  "
                    + string.Join("\n  ", probe.Reasons.Take(5)));
            }
        }
    }

    public void Dispose()
    {
        foreach (var source in _sources)
            source.Dispose();
        _workspace.Dispose();
    }

    /// <summary>What an import is remembered by is the content that was found at first, so it must be that which is sent.</summary>
    private void ThrowIfChanged(InputPart part)
    {
        if (part.Path.StartsWith(_workspace.Folder, StringComparison.Ordinal))
            return;
        using var file = new FileStream(part.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        var bytes = file.Length;
        if (bytes != part.Bytes)
        {
            throw new ImportException(string.Create(
                CultureInfo.InvariantCulture,
                $"{part.Name} changed while it was read: it had {part.Bytes:N0} bytes and has {bytes:N0} now. Nothing was sent; import it "
                + $"when nothing writes to it any more."));
        }
    }

    private static ImportSource Open(InputPart part, string scratch, ImportOptions options, TimeProvider time) =>
        options.Mapping.IsEmpty && LineSource.Looks(part) ? new LineSource(part, options.SendMalformed, time)
        : options.Mapping.IsEmpty && options.SendMalformed && part.Kind == ContentKind.JsonLines
            ? new LineSource(part, sendMalformed: true, time)
        : options.Mapping.IsEmpty && ArchiveSource.TryOpen(part, scratch, options.SendMalformed) is { } archive ? archive
        : TableSource.Open(part, scratch, options.Mapping);
}
