using System.Globalization;
using System.Text.RegularExpressions;

namespace OrleansFlights.Batch.Archive;

/// <summary>
/// A file of the archive, by its name: all records of one partition with offsets from <paramref name="First"/> up to, exclusive,
/// <paramref name="End"/>. Offsets that never existed on the log count as covered.
/// </summary>
/// <param name="Partition">The partition.</param>
/// <param name="First">The first offset.</param>
/// <param name="End">The offset after the last.</param>
/// <param name="Bytes">Size of the file; 0 when not known.</param>
public readonly partial record struct ArchiveFile(int Partition, long First, long End, long Bytes = 0)
{
    /// <summary>Path below the topic's folder, such as <c>partition=3/00000000000000004096-00000000000000008192.parquet</c>.</summary>
    public string Name => string.Create(CultureInfo.InvariantCulture, $"partition={Partition}/{First:D20}-{End:D20}.parquet");

    /// <summary>Reads a name; false for other files that may lie beside.</summary>
    public static bool TryParse(string name, long bytes, out ArchiveFile file)
    {
        var match = Pattern().Match(name);
        file = match.Success ? new ArchiveFile(Int32(match.Groups[1]), Int64(match.Groups[2]), Int64(match.Groups[3]), bytes) : default;
        return match.Success && file.First < file.End;
    }

    [GeneratedRegex(@"\Apartition=(\d{1,9})/(\d{20})-(\d{20})\.parquet\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();

    private static int Int32(Group group) => int.Parse(group.ValueSpan, CultureInfo.InvariantCulture);

    private static long Int64(Group group) =>
        long.TryParse(group.ValueSpan, CultureInfo.InvariantCulture, out var value) ? value : long.MaxValue;
}
