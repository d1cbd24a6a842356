using System.Diagnostics;

namespace OrleansFlights.Log.Sqlite;

/// <summary>
/// Reads a partition through a connection of its own. Chunks are copied into one reused buffer and the read transaction ends before the
/// sink sees a record, so a slow sink never holds back the file's checkpoints.
/// </summary>
internal sealed class SqliteLogReader : ILogReader
{
    private const int FetchBytes = 1 << 20;
    private static readonly TimeSpan CancelInterval = TimeSpan.FromMilliseconds(200);

    private readonly SqliteLogFile _file;
    private readonly SqlitePartition _partition;
    private SqliteSession? _session;
    private SqliteStatement? _chunks;
    private byte[] _buffer = new byte[64 * 1024];
    private int _length;
    private int _cursor;
    private long _cursorOffset;

    public SqliteLogReader(SqliteLogFile file, SqlitePartition partition, long offset)
    {
        _file = file;
        _partition = partition;
        Seek(offset);
    }

    public long Position { get; private set; }

    public int Read(ILogRecordSink sink, int maxRecords, TimeSpan wait, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxRecords);
        var started = Stopwatch.GetTimestamp();
        var records = 0;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var seen = _partition.Appended.Version;
            do
                records += HandOut(sink, maxRecords - records);
            while (records < maxRecords && Fetch(sink));

            if (records > 0)
            {
                LogMetrics.Read(records);
                return records;
            }

            if (!WaitForNews(seen, started, wait, cancellationToken))
                return 0;
        }
    }

    public void Seek(long offset)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        Position = offset;
        _length = _cursor = 0;
    }

    public void Dispose()
    {
        _chunks?.Dispose();
        _session?.Dispose();
    }

    /// <summary>Hands out buffered records at or above the position.</summary>
    private int HandOut(ILogRecordSink sink, int maxRecords)
    {
        var buffered = _buffer.AsSpan(0, _length);
        var records = 0;
        while (records < maxRecords && _cursor < buffered.Length)
        {
            var size = PackedRecord.Read(buffered[_cursor..], _partition.Number, _cursorOffset, out var record);
            if (size == 0)
                throw new LogException(
                    $"The log {_file.Path} is damaged: partition {_partition.Number}, offset {_cursorOffset} is no record.");

            _cursor += size;
            var offset = _cursorOffset++;
            if (offset < Position)
                continue;

            Position = offset + 1;
            records++;
            sink.OnRecord(record);
        }

        return records;
    }

    /// <summary>Fills the empty buffer with the chunks from the position on; false when there are none.</summary>
    private bool Fetch(ILogRecordSink sink)
    {
        if (_cursor < _length)
            return true;

        _length = _cursor = 0;
        Open();
        var next = 0L;
        _chunks!.Bind(1, RecordBatchId.Of(_partition.Stream, Math.Min(Position, RecordBatchId.MaxOffset)))
            .Bind(2, RecordBatchId.LastOf(_partition.Stream));
        while (_length < FetchBytes && _chunks.Step())
        {
            var start = _chunks.Int64(1);
            if (_length == 0)
                _cursorOffset = start;
            else if (start != next)
                break;

            next = RecordBatchId.NextOffset(_chunks.Int64(0));
            Add(_chunks.Blob(2));
        }

        _chunks.Reset();
        if (_length > 0 && _cursorOffset > Position)
            Skip(sink, _cursorOffset);
        return _length > 0;
    }

    /// <summary>Offsets are dense, so what lies between the position and the next record was there and was let go.</summary>
    private void Skip(ILogRecordSink sink, long to)
    {
        var length = _length;

        // A sink that throws is to be told again: until it took the hole, nothing is fetched.
        _length = 0;
        sink.OnHole(new LogHole(_partition.Number, Position, to));
        _length = length;
        Position = to;
    }

    private void Add(ReadOnlySpan<byte> payload)
    {
        if (_length + payload.Length > _buffer.Length)
            Array.Resize(ref _buffer, Math.Max(_length + payload.Length, Math.Min(2 * _buffer.Length, 2 * FetchBytes)));

        payload.CopyTo(_buffer.AsSpan(_length));
        _length += payload.Length;
    }

    /// <summary>Waits until this process appended to the partition or any process changed the file; false when the time is over.</summary>
    private bool WaitForNews(long seen, long started, TimeSpan wait, CancellationToken cancellationToken)
    {
        while (true)
        {
            var left = wait == Timeout.InfiniteTimeSpan ? CancelInterval : wait - Stopwatch.GetElapsedTime(started);
            if (left <= TimeSpan.Zero)
                return false;
            if (_file.Changes.WaitBeyond(_partition.Appended, seen, left < CancelInterval ? left : CancelInterval))
                return true;
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private void Open()
    {
        if (_chunks is not null)
            return;

        _session ??= _file.OpenSession();
        _chunks = _session.Prepare("SELECT id, base_offset, payload FROM chunk WHERE id > ?1 AND id <= ?2 ORDER BY id");
    }
}
