using System.Globalization;
using System.IO.Compression;
using OrleansFlights.Producer.Console;
using OrleansFlights.Simulation;

namespace OrleansFlights.Producer.Files;

/// <summary>
/// Writes records as JSON lines to numbered files. A file gets its name when it is whole: a broken run leaves no half file that looks like
/// one.
/// </summary>
/// <param name="directory">Where to.</param>
/// <param name="perFile">Records per file.</param>
/// <param name="gzip">Whether to compress.</param>
internal sealed class EventFiles(DirectoryInfo directory, int perFile, bool gzip)
{
    private const int BufferBytes = 256 * 1024;
    private const string UnfinishedSuffix = ".part";

    /// <summary>Where the files are.</summary>
    public DirectoryInfo Directory => directory;

    /// <summary>How many files are whole.</summary>
    public int Written { get; private set; }

    public async Task WriteAsync(
        IEnumerable<OutgoingRecord> records, RunSummary summary, ProgressMeter progress, CancellationToken cancellation)
    {
        directory.Create();
        using var next = records.GetEnumerator();
        for (var more = next.MoveNext(); more;)
        {
            cancellation.ThrowIfCancellationRequested();
            var path = Path.Combine(
                directory.FullName, string.Create(CultureInfo.InvariantCulture, $"flights-{Written + 1:00000}.jsonl{(gzip ? ".gz" : "")}"));
            try
            {
                await using (var stream = Open(path + UnfinishedSuffix))
                {
                    for (var inFile = 0; more && inFile < perFile; inFile++, more = next.MoveNext())
                    {
                        cancellation.ThrowIfCancellationRequested();
                        await stream.WriteAsync(next.Current.Value, cancellation);
                        stream.WriteByte((byte)'\n');
                        summary.Add(next.Current);
                        progress.Report(summary.Records);
                    }
                }

                File.Move(path + UnfinishedSuffix, path, overwrite: true);
                Written++;
            }
            finally
            {
                File.Delete(path + UnfinishedSuffix);
            }
        }
    }

    private Stream Open(string path)
    {
        var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, BufferBytes);
        return gzip ? new BufferedStream(new GZipStream(file, CompressionLevel.Optimal), BufferBytes) : file;
    }
}
