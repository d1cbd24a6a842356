using OrleansFlights.Flights;
using OrleansFlights.Views;

namespace OrleansFlights.Grains.Tests;

/// <summary>An event as a recount sees it.</summary>
internal readonly record struct LoggedFlight(int Partition, string Route, FlightFact Fact);

/// <summary>Batch views whose rows are recounts of the log below each generation's cut.</summary>
internal sealed class RecountedBatchViews(Func<IReadOnlyList<LoggedFlight>> log) : IBatchViews
{
    private readonly Lock _lock = new();
    private readonly List<Generation> _retained = [];
    private Generation _published = Generation.None;

    public int Count => _retained.Count;

    public void Add(Cut cut)
    {
        lock (_lock)
            _retained.Add(new Generation((_retained.Count == 0 ? 0 : _retained[^1].Id)
                + 1, DateTimeOffset.UnixEpoch, "recount", "full", cut, GenerationState.Complete));
    }

    /// <summary>Publishes the newest generation but for some, and forgets all but two that lie at and below it.</summary>
    public void Publish(int back)
    {
        lock (_lock)
        {
            _published = _retained[Math.Max(0, _retained.Count - 1 - back)];
            while (_retained.Count > 3 && _retained[1].Id < _published.Id)
                _retained.RemoveAt(0);
        }
    }

    public ValueTask<PublishedGenerations> GetPublishedAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
            return new(_published.Id == 0 ? PublishedGenerations.Empty : new PublishedGenerations(_published, [.. _retained]));
    }

    public ValueTask<FlightTally> ReadTallyAsync(ViewKey view, long generation, CancellationToken cancellationToken)
    {
        var tally = new FlightTally();
        foreach (var flight in Below(view, generation))
            tally.Add(flight.Fact);
        return new(tally);
    }

    public ValueTask<IReadOnlyList<WindowTally>> ReadWindowsAsync(
        ViewKey view, long generation, int fromWindow, int toWindow, CancellationToken cancellationToken) =>
        new([.. Below(view, generation)
            .Where(f => f.Fact.Window >= fromWindow && f.Fact.Window < toWindow)
            .GroupBy(f => f.Fact.Window)
            .OrderBy(g => g.Key)
            .Select(g => new WindowTally(g.Key, GrainHistories.Tally(g)))]);

    public IAsyncEnumerable<KeyTally> ListAsync(Dimension dimension, long generation, CancellationToken cancellationToken) =>
        AsyncEnumerable.Empty<KeyTally>();

    private IEnumerable<LoggedFlight> Below(ViewKey view, long generation)
    {
        Generation found;
        lock (_lock)
            found = _retained.Find(g => g.Id == generation) ?? throw new ViewsException($"generation {generation} is not retained");
        return view.Dimension == Dimension.Route
            ? log().Where(f => f.Route == view.Key && f.Fact.Offset < found.Cut[f.Partition])
            : [];
    }
}
