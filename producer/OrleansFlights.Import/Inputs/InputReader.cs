using System.Text;

namespace OrleansFlights.Import.Inputs;

/// <summary>Turns files as people have them into parts that hold one table each: unpacked, checked to the last byte, in UTF-8.</summary>
/// <param name="workspace">Where unpacked files go.</param>
/// <param name="encoding">The encoding of text, if it was said.</param>
/// <param name="note">Told of what was left out or guessed.</param>
internal sealed class InputReader(Workspace workspace, Encoding? encoding, Action<string> note)
{
    private const int DeepestNesting = 4;
    private static readonly byte[] ParquetEnd = "PAR1"u8.ToArray();

    private readonly Unpacker _unpacker = new(workspace);

    /// <summary>The parts of the files, at least one.</summary>
    /// <exception cref="ImportException">A file is nothing that flights could be read from.</exception>
    public IReadOnlyList<InputPart> Read(IReadOnlyList<InputPath> paths, CancellationToken cancellation)
    {
        var parts = new List<InputPart>();
        foreach (var (path, wasFound) in paths)
        {
            var before = parts.Count;
            var name = path == InputPaths.StandardInput ? "standard input" : path;
            Add(name, Seekable(path, cancellation), wasFound, [], parts, cancellation);
            if (parts.Count == before && !wasFound)
                throw new ImportException($"{name} holds no table of flights.");
        }

        return parts.Count > 0 ? parts : throw new ImportException(
            $"{string.Join(", ", paths.Select(path => path.Path))}: no table of flights among these files.");
    }

    private string Seekable(string path, CancellationToken cancellation)
    {
        if (path == InputPaths.StandardInput)
        {
            using var input = Console.OpenStandardInput();
            return _unpacker.Spool(input, cancellation);
        }

        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        using (stream)
            return stream.CanSeek && IsRegular(path) ? path : _unpacker.Spool(stream, cancellation);
    }

    /// <summary>What the kernel makes up (<c>/proc</c>, <c>/dev</c>) may say that it can be read twice and not mean it.</summary>
    private static bool IsRegular(string path) =>
        !path.StartsWith("/dev/", StringComparison.Ordinal) && !path.StartsWith("/proc/", StringComparison.Ordinal);

    private void Add(
        string name, string path, bool wasFound, IReadOnlyList<string> layers, List<InputPart> parts, CancellationToken cancellation)
    {
        if (layers.Count > DeepestNesting)
            throw new ImportException($"{name} is packed more than {DeepestNesting} times over.");
        var head = Head(path);
        var wide = encoding is null ? TextDecoder.Wide(head) : null;
        var content = wide is not null || encoding is not null ? default : Magic.Of(head);
        if (encoding is not null
            && Magic.Of(head).Kind is var known and not (ContentKind.Text or ContentKind.JsonLines or ContentKind.JsonDocument))
            content = Magic.Of(head) with { Kind = known };
        switch (content.Kind)
        {
            case ContentKind.Gzip or ContentKind.Zstandard or ContentKind.Xz or ContentKind.Bzip2:
                var plain = _unpacker.Decompress(name, path, content.Kind, cancellation);
                Add(Inner(name), plain, wasFound, [.. layers, Unpacker.NameOf(content.Kind)], parts, cancellation);
                return;
            case ContentKind.Zip:
                foreach (var (inner, unpacked) in _unpacker.Unzip(name, path, cancellation))
                    Add(inner, unpacked, wasFound: true, [.. layers, "zip"], parts, cancellation);
                return;
            case ContentKind.Tar:
                foreach (var (inner, unpacked) in _unpacker.Untar(name, path, cancellation))
                    Add(inner, unpacked, wasFound: true, [.. layers, "tar"], parts, cancellation);
                return;
            case ContentKind.Foreign when wasFound && content.IsDocumentation:
                note($"left out {name}: {content.Foreign}");
                return;
            case ContentKind.Foreign:
                throw new ImportException($"{name} is {content.Foreign}.");
            case ContentKind.Parquet:
                parts.Add(Parquet(name, path, layers, cancellation));
                return;
            default:
                if (Text(name, path, wide, wasFound, layers, cancellation) is { } part)
                    parts.Add(part);
                return;
        }
    }

    private InputPart? Text(
        string name, string path, Encoding? wide, bool wasFound, IReadOnlyList<string> layers, CancellationToken cancellation)
    {
        var said = new List<string>(layers);
        if ((encoding ?? wide) is { } known)
        {
            path = Rewritten(name, path, known, cancellation);
            said.Add(known.WebName);
        }

        var scan = TextScan.Of(path, isText: true, cancellation);
        var content = Magic.OfText(Head(path));
        if (content.Kind == ContentKind.Empty)
            return wasFound ? Left(name, "empty") : throw new ImportException($"{name} is empty.");
        if (content.Kind == ContentKind.Foreign)
            return wasFound ? Left(name, content.Foreign) : throw new ImportException($"{name} is {content.Foreign}.");
        if (scan.FirstNull >= 0)
            throw new ImportException(
                $"{name} is no text: byte {scan.FirstNull} is zero. Allowed: CSV, JSON, Parquet; plain or packed as gzip, zstd, xz, bzip2, "
                + "zip or tar.");
        if (wasFound && IsReadme(name))
            return Left(name, "a text for people");
        if (!scan.IsUtf8 && content.Kind != ContentKind.JsonLines)
        {
            path = Rewritten(name, path, TextDecoder.Western, cancellation);
            note($"{name} is not UTF-8; read as Windows-1252 (--encoding names another)");
            said.Add("windows-1252");
        }

        var kind = content.Kind switch { ContentKind.JsonLines => "JSON lines", ContentKind.JsonDocument => "JSON", _ => "CSV" };
        return new InputPart(name, path, content.Kind, scan.Hash, scan.Bytes, string.Join(", ", said.Prepend(kind)));
    }

    private InputPart? Left(string name, string what)
    {
        note($"left out {name}: {what}");
        return null;
    }

    private string Rewritten(string name, string path, Encoding from, CancellationToken cancellation)
    {
        var target = workspace.NewFile();
        try
        {
            TextDecoder.Rewrite(path, target, from, cancellation);
            return target;
        }
        catch (Exception broken) when (broken is DecoderFallbackException or ArgumentException)
        {
            throw new ImportException($"{name} is not {from.WebName}: {broken.Message}", broken);
        }
    }

    private static InputPart Parquet(string name, string path, IReadOnlyList<string> layers, CancellationToken cancellation)
    {
        using (var file = File.OpenRead(path))
        {
            var end = new byte[ParquetEnd.Length];
            file.Seek(-Math.Min(end.Length, file.Length), SeekOrigin.End);
            file.ReadExactly(end);
            if (!end.AsSpan().SequenceEqual(ParquetEnd))
                throw new ImportException($"{name} begins like Parquet but does not end like it: it is cut short or damaged.");
        }

        var scan = TextScan.Of(path, isText: false, cancellation);
        return new InputPart(name, path, ContentKind.Parquet, scan.Hash, scan.Bytes, string.Join(", ", layers.Prepend("Parquet")));
    }

    private static byte[] Head(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        var head = new byte[Magic.HeadBytes];
        return head[..file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
    }

    /// <summary>The name of what a compressed file holds.</summary>
    private static string Inner(string name)
    {
        var ending = Path.GetExtension(name);
        return ending.ToLowerInvariant() is ".gz" or ".zst" or ".xz" or ".bz2" or ".tgz" or ".gzip" ? name[..^ending.Length] : name;
    }

    private static bool IsReadme(string name)
    {
        var file = Path.GetFileName(name).ToLowerInvariant();
        return file.EndsWith(".md", StringComparison.Ordinal) || file.StartsWith("readme", StringComparison.Ordinal)
            || file.StartsWith("license", StringComparison.Ordinal);
    }
}
