using System.IO.Compression;
using OrleansFlights.Log;
using Parquet;

namespace OrleansFlights.Batch.Archive;

/// <summary>A file of the archive while it grows, in scratch space. Holds at most one row group in memory.</summary>
internal sealed class ArchiveFileWriter : IAsyncDisposable
{
    private const int RowGroupRecords = 100_000;
    private const long RowGroupBytes = 32 << 20;

    // The library's default level searches for the smallest file, at 30 times the CPU of this one; compaction writes the files anew anyway.
    private static readonly ParquetOptions Options =
        new() { CompressionMethod = CompressionMethod.Zstd, CompressionLevel = CompressionLevel.Fastest };

    private readonly ArchiveRows _rows = new();
    private readonly ScratchFile _scratch;
    private readonly ParquetWriter _parquet;

    private ArchiveFileWriter(long first, long started, ScratchFile scratch, ParquetWriter parquet)
    {
        First = first;
        Started = started;
        _scratch = scratch;
        _parquet = parquet;
    }

    /// <summary>The first offset of the file.</summary>
    public long First { get; }

    /// <summary>When it was opened, a timestamp of the clock.</summary>
    public long Started { get; }

    /// <summary>Records so far.</summary>
    public long Records { get; private set; }

    /// <summary>Bytes of the records so far.</summary>
    public long Bytes { get; private set; }

    public static async Task<ArchiveFileWriter> OpenAsync(
        WorkDirectory scratch, long first, long started, CancellationToken cancellationToken)
    {
        var file = scratch.Create("archive", ".parquet");
        try
        {
            return new ArchiveFileWriter(first, started, file,
                await ParquetWriter.CreateAsync(ArchiveSchema.Schema, file.Stream, Options, cancellationToken: cancellationToken));
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    /// <summary>Takes what a reader has, at most one row group of it.</summary>
    public int ReadFrom(ILogReader reader, int most, TimeSpan wait, CancellationToken cancellationToken)
    {
        var bytes = _rows.Bytes;
        _rows.Holes.Clear();
        var records = reader.Read(_rows, Math.Min(most, RowGroupRecords), wait, cancellationToken);
        Records += records;
        Bytes += _rows.Bytes - bytes;
        return records;
    }

    /// <summary>
    /// The first hole that the last reading met, if any. What was read behind it is given back: the next file begins there.
    /// </summary>
    public LogHole? TakeHole()
    {
        if (_rows.Holes.Count == 0)
            return null;
        var (row, hole) = _rows.Holes[0];
        Records -= _rows.Count - row;
        _rows.DropFrom(row);
        _rows.Holes.Clear();
        return hole;
    }

    /// <summary>Writes a row group if there is enough for one.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (_rows.Count >= RowGroupRecords || _rows.Bytes >= RowGroupBytes)
            await _rows.WriteToAsync(_parquet, cancellationToken);
    }

    /// <summary>
    /// Ends the file and gives it to a store, its entry in the manifest first: a file without one would not be missed, an entry without a
    /// file is, until the range is archived again.
    /// </summary>
    public async Task PutAsync(IArchiveStore store, ArchiveFile file, string? log, CancellationToken cancellationToken)
    {
        if (_rows.Count > 0 || Records == 0)
            await _rows.WriteToAsync(_parquet, cancellationToken);
        await _parquet.DisposeAsync();
        await _scratch.Stream.DisposeAsync();
        await store.PutEntryAsync(
            await ArchiveEntry.OfAsync(file, _scratch.Path, Records, log, ArchiveSchema.Version, cancellationToken), cancellationToken);
        await store.PutAsync(file, _scratch.Path, cancellationToken);
    }

    /// <summary>
    /// Throws the file away; after a put nothing of it is left here. Ending the Parquet writer would only write a footer for nobody.
    /// </summary>
    public ValueTask DisposeAsync() => _scratch.DisposeAsync();
}
