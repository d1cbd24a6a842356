using OrleansFlights.Flights;

namespace OrleansFlights.Simulation.Faults;

/// <summary>
/// Simulated records with faults mixed in. Each kind of fault has a source of chance of its own, so one switch does not move what another
/// does, and everything follows from the seed.
/// </summary>
public sealed class RecordSource
{
    private static readonly TimeSpan LeastLateness = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan MostLateness = TimeSpan.FromHours(6);

    private readonly FlightSimulation _simulation;
    private readonly FaultOptions _faults;
    private readonly Random _duplicates;
    private readonly Random _disorder;
    private readonly Random _late;
    private readonly Random _malformed;
    private readonly PriorityQueue<FlightEvent, long> _held = new();
    private OutgoingRecord? _again;

    /// <summary>Makes a source.</summary>
    /// <param name="simulation">Where the events come from.</param>
    /// <param name="faults">What to mix in.</param>
    /// <param name="seed">The same seed gives the same faults.</param>
    public RecordSource(FlightSimulation simulation, FaultOptions faults, int seed)
    {
        faults.Validate();
        _simulation = simulation;
        _faults = faults;
        _duplicates = new Random(seed ^ 0x1D1D);
        _disorder = new Random(seed ^ 0x2E2E);
        _late = new Random(seed ^ 0x3F3F);
        _malformed = new Random(seed ^ 0x4A4A);
    }

    /// <summary>Takes the next record.</summary>
    /// <param name="now">When it is sent; never before the previous call's.</param>
    /// <param name="record">The record.</param>
    /// <returns>False when what comes next is still held back.</returns>
    public bool TryNext(DateTimeOffset now, out OutgoingRecord record)
    {
        record = default;
        if (_again is { } again)
        {
            _again = null;
            record = again;
            return true;
        }

        var flight = _simulation.Next(now);
        if (_faults.Disorder > TimeSpan.Zero)
        {
            _held.Enqueue(flight, (now + (_faults.Disorder * _disorder.NextDouble())).UtcTicks);
            if (!_held.TryPeek(out _, out var release) || release > now.UtcTicks)
                return false;
            flight = _held.Dequeue();
        }

        if (_late.NextDouble() < _faults.Late)
            flight = Backdated(flight, LeastLateness + ((MostLateness - LeastLateness) * _late.NextDouble()));
        record = OutgoingRecord.Of(flight);
        if (_malformed.NextDouble() < _faults.Malformed)
            record = new OutgoingRecord(record.Key, RecordCorruptor.Spoil(record.Value.Span, _malformed), null, null);
        if (_duplicates.NextDouble() < _faults.Duplicates)
            _again = record;
        return true;
    }

    private static FlightEvent Backdated(FlightEvent flight, TimeSpan by)
    {
        by = TimeSpan.FromSeconds(Math.Floor(by.TotalSeconds));
        return flight with
        {
            ScheduledDeparture = flight.ScheduledDeparture - by,
            ActualDeparture = flight.ActualDeparture - by,
            EventTime = flight.EventTime - by,
        };
    }
}
