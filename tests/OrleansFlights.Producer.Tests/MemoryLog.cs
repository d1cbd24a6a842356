using OrleansFlights.Flights;
using OrleansFlights.Log;

namespace OrleansFlights.Producer.Tests;

/// <summary>A log that keeps what is appended, and fails when told to.</summary>
internal sealed class MemoryLog : ITopic, IEventLog, IStatefulLog
{
    private readonly Lock _lock = new();
    private readonly List<LogEntry> _entries = [];
    private readonly List<int> _batches = [];
    private readonly Dictionary<string, byte[]> _states = [];

    /// <summary>Called after each commit; throws to make it look as if it had failed.</summary>
    public Action<int>? After { get; set; }

    /// <summary>Called before each append; throws to make it fail.</summary>
    public Action<int>? Before { get; set; }

    public string Topic => "memory";

    public ITopic Events => this;

    public ITopic DeadLetters => throw new NotSupportedException();

    public int Attempts { get; private set; }

    public IReadOnlyList<LogEntry> Entries
    {
        get
        {
            lock (_lock)
                return [.. _entries];
        }
    }

    public IReadOnlyList<int> Batches
    {
        get
        {
            lock (_lock)
                return [.. _batches];
        }
    }

    public ValueTask AppendAsync(ReadOnlyMemory<LogEntry> entries, CancellationToken cancellationToken)
    {
        Before?.Invoke(++Attempts);
        lock (_lock)
        {
            _entries.AddRange(entries.Span);
            _batches.Add(entries.Length);
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>The valid events, in the order they were appended.</summary>
    public List<FlightEvent> Flights()
    {
        var parser = new FlightEventParser();
        var flights = new List<FlightEvent>();
        foreach (var entry in Entries)
        {
            if (parser.Parse(entry.Value.Span, entry.TimestampMilliseconds, out var flight).IsValid)
                flights.Add(flight.ToEvent());
        }

        return flights;
    }

    public ValueTask<IStatefulWriter> OpenWriterAsync(string topic, string name, CancellationToken cancellationToken) =>
        new(new Writer(this, name, _states.GetValueOrDefault(name, [])));

    public ITopic Open(string topic, bool compacted) => throw new NotSupportedException();

    public ValueTask<LogIdentity> GetIdentityAsync(CancellationToken cancellationToken) => new(LogIdentity.OfName(Topic));

    public ValueTask<IReadOnlyList<OffsetRange>> GetOffsetsAsync(CancellationToken cancellationToken) =>
        new([new OffsetRange(0, 0, Entries.Count)]);

    public ILogReader OpenReader(int partition, long offset) => throw new NotSupportedException();

    public ValueTask TruncateAsync(int partition, long before, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private sealed class Writer(MemoryLog log, string name, byte[] state) : IStatefulWriter
    {
        public ReadOnlyMemory<byte> State { get; } = state;

        public async ValueTask CommitAsync(
            ReadOnlyMemory<LogEntry> entries, ReadOnlyMemory<byte> state, CancellationToken cancellationToken)
        {
            await log.AppendAsync(entries, cancellationToken);
            log._states[name] = state.ToArray();
            log.After?.Invoke(log.Attempts);
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
