using System.Globalization;
using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace OrleansFlights.Batch.Archive;

/// <summary>
/// One line of a partition's manifest: what a file of the archive was when it was written, or, without a file, that the log forgot these
/// offsets before they were archived. All of it lies in the entry's name, so that one listing reads the manifest, and entries are only ever
/// added or removed whole: any number of archivers may write at once.
/// </summary>
/// <param name="File">The file: its offsets, and its size in bytes.</param>
/// <param name="Records">How many records it holds.</param>
/// <param name="Sha256">SHA-256 of its bytes in hexadecimal; null for a hole.</param>
/// <param name="Log">Identity of the log that it was archived from; null when not known.</param>
/// <param name="Schema">Version of its columns, see <see cref="ArchiveSchema"/>.</param>
public sealed partial record ArchiveEntry(ArchiveFile File, long Records, string? Sha256, string? Log, int Schema)
{
    /// <summary>The folder of manifests, which engines that read the archive as a table pass over.</summary>
    public const string Folder = "_manifest";

    private const string Hole = "hole";
    private const string Unknown = "unknown";

    /// <summary>Whether it stands for offsets that were lost before they were archived.</summary>
    public bool IsHole => Sha256 is null;

    /// <summary>Path below the topic's folder.</summary>
    public string Name => string.Create(
        CultureInfo.InvariantCulture,
        $"{Folder}/partition={File.Partition}/{File.First:D20}-{File.End:D20}.{Records}.{File.Bytes}.{Sha256 ?? Hole}.{(Log is null ? Unknown : Escape(Log))}.v{Schema}.entry");

    /// <summary>Says that the log forgot offsets before they were archived.</summary>
    public static ArchiveEntry OfHole(int partition, long from, long to, string? log) =>
        new(new ArchiveFile(partition, from, to), 0, null, log, ArchiveSchema.Version);

    /// <summary>Describes a file by what it holds now.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static async Task<ArchiveEntry> OfAsync(
        ArchiveFile file, string path, long records, string? log, int schema, CancellationToken cancellationToken)
    {
        await using var stream = System.IO.File.OpenRead(path);
        var hash = await SHA256.HashDataAsync(stream, cancellationToken);
        return new ArchiveEntry(file with { Bytes = stream.Length }, records, Convert.ToHexStringLower(hash), log, schema);
    }

    /// <summary>Reads a name; false for other files.</summary>
    public static bool TryParse(string name, out ArchiveEntry entry)
    {
        entry = null!;
        var match = Pattern().Match(name);
        if (!match.Success
            || !ArchiveFile.TryParse($"{match.Groups["file"].Value}.parquet", 0, out var file)
            || !long.TryParse(match.Groups["records"].ValueSpan, CultureInfo.InvariantCulture, out var records)
            || !long.TryParse(match.Groups["bytes"].ValueSpan, CultureInfo.InvariantCulture, out var bytes)
            || !int.TryParse(match.Groups["schema"].ValueSpan, CultureInfo.InvariantCulture, out var schema))
        {
            return false;
        }

        var (hash, log) = (match.Groups["hash"].Value, match.Groups["log"].Value);
        entry = new ArchiveEntry(
            file with { Bytes = bytes }, records, hash == Hole ? null : hash, log == Unknown ? null : Uri.UnescapeDataString(log), schema);
        return true;
    }

    private static string Escape(string text) => Uri.EscapeDataString(text).Replace(".", "%2E", StringComparison.Ordinal);

    [GeneratedRegex(
        @"\A_manifest/(?<file>partition=\d{1,9}/\d{20}-\d{20})\.(?<records>\d+)\.(?<bytes>\d+)\.(?<hash>hole|[0-9a-f]{64})\.(?<log>[A-Za-z0-9_~%-]+)\.v(?<schema>\d+)\.entry\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
