using OrleansFlights.Producer.Console;
using OrleansFlights.Simulation;

namespace OrleansFlights.Producer.Replay;

/// <summary>A file of past flights.</summary>
internal abstract class ReplaySource
{
    private static readonly byte[] ParquetMagic = "PAR1"u8.ToArray();

    /// <summary>How much of the file has been read, in bytes; for progress.</summary>
    public abstract long BytesRead { get; }

    /// <summary>The records of the file, in its order.</summary>
    /// <param name="summary">Told of rows that become no event.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public abstract IAsyncEnumerable<OutgoingRecord> ReadAsync(RunSummary summary, CancellationToken cancellation);

    /// <summary>The source of a file, by what the file holds: Parquet, or JSON lines, gzipped or not.</summary>
    public static ReplaySource Of(FileInfo file, ColumnMapping mapping, TimeProvider time)
    {
        Span<byte> start = stackalloc byte[ParquetMagic.Length];
        using (var stream = file.OpenRead())
            start = start[..stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
        if (start.SequenceEqual(ParquetMagic))
            return new ParquetSource(file, mapping);
        var isGzip = start is [0x1F, 0x8B, ..];
        return new JsonLinesSource(file, isGzip, mapping, time);
    }
}
