using OrleansFlights.Log;

namespace OrleansFlights.Benchmarks;

/// <summary>A log whose records are made while they are read, so that an archive of any size needs no log of that size.</summary>
internal sealed class GeneratedLog(int partitions, int routes) : IEventLog, ITopic
{
    private readonly long[] _ends = new long[partitions];

    public string Topic => LogOptions.DefaultTopic;

    public ITopic Events => this;

    public ITopic DeadLetters => throw new NotSupportedException("nothing is rejected");

    public ITopic Open(string topic, bool compacted) => throw new NotSupportedException("there is one topic");

    /// <summary>Lets the log end so many records later, spread over the partitions.</summary>
    public void Grow(long records)
    {
        for (var p = 0; p < partitions; p++)
            _ends[p] += (records / partitions) + (p < records % partitions ? 1 : 0);
    }

    /// <summary>Sets where the log begins to grow.</summary>
    public void StartAt(int partition, long offset) => _ends[partition] = offset;

    public ValueTask<LogIdentity> GetIdentityAsync(CancellationToken cancellationToken) => new(LogIdentity.OfName(Topic));

    public ValueTask<IReadOnlyList<OffsetRange>> GetOffsetsAsync(CancellationToken cancellationToken) =>
        new([.. _ends.Select((end, partition) => new OffsetRange(partition, 0, end))]);

    public ILogReader OpenReader(int partition, long offset) => new Reader(this, partition, offset);

    public ValueTask AppendAsync(ReadOnlyMemory<LogEntry> entries, CancellationToken cancellationToken) =>
        throw new NotSupportedException("use Grow");

    public ValueTask TruncateAsync(int partition, long before, CancellationToken cancellationToken) =>
        throw new NotSupportedException("nothing is stored");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private sealed class Reader(GeneratedLog log, int partition, long position) : ILogReader
    {
        private readonly Workload _workload = new(log.Routes, seed: partition + (int)(position % int.MaxValue));

        public long Position { get; private set; } = position;

        public int Read(ILogRecordSink sink, int maxRecords, TimeSpan wait, CancellationToken cancellationToken)
        {
            var count = (int)Math.Min(maxRecords, log._ends[partition] - Position);
            for (var i = 0; i < count; i++)
            {
                var entry = _workload.Next((int)((Position * log._ends.Length) + partition));
                sink.OnRecord(new LogRecord(partition, Position++, entry.TimestampMilliseconds, entry.Key.Span, entry.Value.Span));
            }

            return count;
        }

        public void Seek(long offset) => Position = offset;

        public void Dispose()
        {
        }
    }

    private int Routes => routes;
}
