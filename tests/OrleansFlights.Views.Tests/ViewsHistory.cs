using OrleansFlights.Flights;

namespace OrleansFlights.Views.Tests;

/// <summary>
/// A random history of runs, publishes, rollbacks, retirements and deaths, done to a store and to a model that copies everything.
/// </summary>
internal sealed class ViewsHistory(IViewsStore store, int seed)
{
    private static readonly ViewKey[] Keys =
        [ViewKey.Total, ViewKey.Airline("A"), ViewKey.Airline("é"), new(Dimension.Route, "DXB-ZRH"), new(Dimension.Departures, "DXB")];

    private readonly Random _random = new(seed);
    private readonly SortedDictionary<long, Dictionary<ViewRowKey, FlightTally>> _complete = [];
    private readonly List<string> _steps = [];
    private long _published;

    public async ValueTask StepAsync(CancellationToken token)
    {
        switch (_random.Next(10))
        {
            case < 5:
                await RunAsync(token);
                break;
            case < 7:
                await PublishAsync(token);
                break;
            case < 9:
                await RetireAsync(token);
                break;
            default:
                _steps.Add("reopen");
                await store.ReopenAsync();
                break;
        }

        await CheckAsync(token);
    }

    private async ValueTask RunAsync(CancellationToken token)
    {
        var mode = _random.Next(4) == 0 ? GenerationModes.Full : GenerationModes.Incremental;
        foreach (var id in _complete.Keys.Where(id => id > _published).ToList())
            _complete.Remove(id);
        var generation = await store.Writer.BeginAsync(new GenerationPlan("duckdb", mode, Cut.Zero, _published), token);
        var rows = mode == GenerationModes.Incremental && _published != 0
            ? new Dictionary<ViewRowKey, FlightTally>(_complete[_published]) : [];
        var changed = new List<ViewRow>();
        for (var i = _random.Next(8); i >= 0; i--)
        {
            var key = new ViewRowKey(Keys[_random.Next(Keys.Length)], _random.Next(3) is > 0 and var window ? window : null);
            changed.Add(new ViewRow(key, RandomTally.Next(_random, _random.Next(2) == 0)));
            rows[key] = changed[^1].Tally;
        }

        await store.Writer.WriteAsync(generation.Id, changed, token);
        var ends = _random.Next(6) > 0;
        _steps.Add($"{mode} run {generation.Id} on {_published}{(ends ? "" : ", died")}");
        if (!ends)
            return;
        await store.Writer.CompleteAsync(generation.Id, token);
        _complete.Add(generation.Id, rows);
        if (_random.Next(4) > 0)
            await PublishAsync(generation.Id, token);
    }

    private async ValueTask PublishAsync(CancellationToken token)
    {
        if (_complete.Count > 0)
            await PublishAsync(_complete.Keys.ElementAt(_random.Next(_complete.Count)), token);
    }

    private async ValueTask PublishAsync(long generation, CancellationToken token)
    {
        await store.Writer.PublishAsync(generation, token);
        _published = generation;
        _steps.Add($"publish {generation}");
    }

    private async ValueTask RetireAsync(CancellationToken token)
    {
        var keep = _random.Next(1, 4);
        await store.Writer.RetireAsync(keep, token);
        foreach (var id in _complete.Keys.Where(id => id <= _published).SkipLast(keep).ToList())
            _complete.Remove(id);
        _steps.Add($"retire, keep {keep}");
    }

    private async ValueTask CheckAsync(CancellationToken token)
    {
        var published = await store.Views.GetPublishedAsync(token);
        Assert.True(published.Published.Id == _published, Story($"{published.Published.Id} is published, not {_published}"));
        if (_published != 0)
            Assert.True(published.Retained.Select(g => g.Id).SequenceEqual(_complete.Keys),
                Story($"retained {string.Join(' ', published.Retained.Select(g => g.Id))}"));

        foreach (var (id, rows) in _complete)
        {
            foreach (var view in Keys)
                await CheckAsync(id, view, rows, token);
            foreach (var dimension in Dimensions.All)
            {
                var expected = rows.Where(r => r.Key.Window is null && r.Key.View.Dimension == dimension)
                    .Select(r => new KeyTally(r.Key.View.Key, r.Value));
                var listed = await store.Views.ListAsync(dimension, id, token).ToListAsync(token);
                Assert.True(listed.SequenceEqual(expected.OrderBy(k => k.Key, StringComparer.Ordinal)), Story($"{dimension} of {id}"));
            }

            var keys = rows.Keys.ToList();
            var read = await store.Writer.ReadRowsAsync(id, keys, token);
            Assert.True(read.SequenceEqual(keys.Select(k => rows[k])), Story($"rows of {id}"));
        }
    }

    private async ValueTask CheckAsync(long id, ViewKey view, Dictionary<ViewRowKey, FlightTally> rows, CancellationToken token)
    {
        var tally = await store.Views.ReadTallyAsync(view, id, token);
        var expected = rows.GetValueOrDefault(new ViewRowKey(view, null)) ?? new FlightTally();
        Assert.True(tally.Equals(expected), Story($"{view} at {id}: {tally} instead of {expected}"));
        var windows = await store.Views.ReadWindowsAsync(view, id, 0, 10, token);
        var known = rows.Where(r => r.Key.View == view && r.Key.Window is not null)
            .Select(r => new WindowTally(r.Key.Window!.Value, r.Value));
        Assert.True(windows.SequenceEqual(known.OrderBy(w => w.Window)), Story($"windows of {view} at {id}"));
    }

    private string Story(string wrong) => $"seed {seed}: {wrong} after\n{string.Join('\n', _steps)}";
}
