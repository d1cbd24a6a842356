using System.Buffers;

namespace OrleansFlights.Log.Sqlite;

/// <summary>Packed records of one partition that become one row. Grows until a bound, in a buffer of the shared pool.</summary>
internal sealed class RecordBatch : IDisposable
{
    /// <summary>Most records of a chunk.</summary>
    public const int MaxRecords = 4096;

    /// <summary>Most bytes of a chunk of more than one record.</summary>
    public const int MaxBytes = 1 << 20;

    private byte[] _buffer;

    public RecordBatch(SqlitePartition partition, int capacity)
    {
        Partition = partition;
        _buffer = ArrayPool<byte>.Shared.Rent(capacity);
    }

    public SqlitePartition Partition { get; }

    public int Records { get; private set; }

    public int Bytes { get; private set; }

    public ReadOnlySpan<byte> Payload => _buffer.AsSpan(0, Bytes);

    /// <summary>Adds a record, or says that the chunk is full.</summary>
    public bool TryAdd(in LogEntry entry)
    {
        var size = PackedRecord.SizeOf(entry);
        if (!Fits(1, size))
            return false;

        PackedRecord.Write(Reserve(size), entry);
        Records++;
        return true;
    }

    /// <summary>Adds all records of another chunk, or says that they do not fit.</summary>
    public bool TryAdd(RecordBatch other)
    {
        if (!Fits(other.Records, other.Bytes))
            return false;

        other.Payload.CopyTo(Reserve(other.Bytes));
        Records += other.Records;
        return true;
    }

    public void Dispose()
    {
        var buffer = _buffer;
        _buffer = [];
        if (buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(buffer);
    }

    private bool Fits(int records, int bytes) => Records == 0 || (Records + records <= MaxRecords && Bytes + bytes <= MaxBytes);

    private Span<byte> Reserve(int size)
    {
        if (Bytes + size > _buffer.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(Bytes + size, Math.Min(2 * _buffer.Length, MaxBytes)));
            Payload.CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }

        Bytes += size;
        return _buffer.AsSpan(Bytes - size, size);
    }
}
