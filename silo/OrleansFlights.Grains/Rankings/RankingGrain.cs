using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using OrleansFlights.Flights;
using OrleansFlights.Grains.Background;
using OrleansFlights.Grains.Contracts;
using OrleansFlights.Grains.Generations;
using OrleansFlights.Views;

namespace OrleansFlights.Grains.Rankings;

/// <summary>A directory's durable state.</summary>
[GenerateSerializer, Alias("OrleansFlights.DirectorySnapshot")]
public sealed class RankingSnapshot
{
    /// <summary>What <see cref="RankingState.ToBytes"/> wrote; empty before the first snapshot.</summary>
    [Id(0)]
    public byte[] Bytes { get; set; } = [];
}

/// <summary>The directory of one dimension.</summary>
[GrainType("directory"), Reentrant]
public sealed partial class RankingGrain : Grain, IRankingGrain
{
    private const int MaxPage = 1_000;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly IPersistentState<RankingSnapshot> _snapshot;
    private readonly GenerationMonitor _board;
    private readonly IBatchViews _views;
    private readonly ILogger<RankingGrain> _logger;
    private readonly RankingState _state = new();
    private readonly Dictionary<int, TopObservers> _observers = [];
    private Dimension _dimension;
    private long _listed;
    private readonly SingleFlight _listing;
    private long _version;
    private long _savedVersion;
    private readonly SingleFlight _save;

    /// <summary>Makes the grain.</summary>
    public RankingGrain(
        [PersistentState("directory")] IPersistentState<RankingSnapshot> snapshot, GenerationMonitor board, IBatchViews views,
            ILogger<RankingGrain> logger)
    {
        _snapshot = snapshot;
        _board = board;
        _views = views;
        _logger = logger;
        _listing = new SingleFlight(ListAsync);
        _save = new SingleFlight(SaveAsync);
    }

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _dimension = Dimensions.Parse(this.GetPrimaryKeyString());
        if (_snapshot.State.Bytes.Length > 0)
            _state.Restore(_snapshot.State.Bytes);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async ValueTask Report(Immutable<RankingEntry[]> entries, bool durably)
    {
        var changed = false;
        foreach (var entry in entries.Value)
            changed |= _state.Report(entry.Key, entry.Events);
        if (changed)
            Changed();

        var version = _version;
        while (durably && _savedVersion < version)
            await _save.RunAsync();
    }

    /// <inheritdoc/>
    public async ValueTask<ImmutableArray<RankingEntry>> Top(int count)
    {
        CheckSize(count, nameof(count));
        await ListPublishedAsync();
        return _state.Top(count);
    }

    /// <inheritdoc/>
    public async ValueTask<RankingPage> List(RankingQuery query)
    {
        CheckSize(query.First, nameof(query.First));
        await ListPublishedAsync();
        return _state.List(query);
    }

    /// <inheritdoc/>
    public async ValueTask<bool> Knows(string key)
    {
        if (_state.Knows(key))
            return true;
        if (_listed != _board.Current.Published.Published.Id)
            await _listing.RunAsync(); // A generation that cannot be listed may hold the key: then there is no answer.
        return _state.Knows(key);
    }

    /// <inheritdoc/>
    public async ValueTask ObserveTop(int count, ITopObserver observer)
    {
        CheckSize(count, nameof(count));
        await ListPublishedAsync();
        if (!_observers.TryGetValue(count, out var observers))
            _observers.Add(count, observers = new TopObservers(this, () => _state.Top(count)));
        observers.Add(observer);
    }

    /// <inheritdoc/>
    public ValueTask LeaveTop(ITopObserver observer)
    {
        foreach (var observers in _observers.Values)
            observers.Remove(observer);
        return ValueTask.CompletedTask;
    }

    private static void CheckSize(int count, string name)
    {
        if (count is < 1 or > MaxPage)
            throw new ArgumentOutOfRangeException(name, count, $"allowed: 1 to {MaxPage}");
    }

    private void Changed()
    {
        _version++;
        foreach (var observers in _observers.Values)
            observers.Notify();
    }

    /// <summary>Takes in the keys that the published generation knows. When that fails the directory answers from what it has.</summary>
    private async Task ListPublishedAsync()
    {
        if (_listed == _board.Current.Published.Published.Id)
            return;
        try
        {
            await _listing.RunAsync();
        }
        catch (ViewsException e)
        {
            LogListingFailed(e, _dimension);
        }
    }

    private async Task ListAsync()
    {
        var generation = _board.Current.Published.Published.Id;
        var changed = false;
        await foreach (var (key, tally) in _views.ListAsync(_dimension, generation, CancellationToken.None))
            changed |= _state.Report(key, tally.Events);
        _listed = generation;
        if (changed)
            Changed();
    }

    private async Task SaveAsync()
    {
        try
        {
            var version = _version;
            _snapshot.State.Bytes = _state.ToBytes();
            await _snapshot.WriteStateAsync();
            _savedVersion = version;
        }
        catch (Orleans.Storage.InconsistentStateException)
        {
            DeactivateOnIdle();
            throw;
        }
    }

    [LoggerMessage(130, LogLevel.Error, "Cannot list the {Dimension} keys of the published generation; going on with those known")]
    private partial void LogListingFailed(Exception exception, Dimension dimension);

    private sealed class TopObservers(Grain grain, Func<ImmutableArray<RankingEntry>> top) : Observers<ITopObserver>(grain, Pause)
    {
        protected override Task Tell(ITopObserver observer) => observer.OnChanged(top());
    }
}
