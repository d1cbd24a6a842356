using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using OrleansFlights.Flights;
using OrleansFlights.Grains.Background;
using OrleansFlights.Grains.Contracts;
using OrleansFlights.Grains.Protocol;
using OrleansFlights.Grains.Rankings;
using OrleansFlights.Streams;
using OrleansFlights.Views;

namespace OrleansFlights.Grains.Views;

/// <summary>
/// One view, live: moves batches, generations and questions to and from its <see cref="ViewState"/>. Turns interleave, but every change of
/// the state is one step without a wait in it, so each answer is whole.
/// </summary>
public abstract partial class ViewGrain : Grain, IViewGrain, ICheckpointedConsumer<FlightFact>
{
    private readonly FencedSnapshot _snapshot;
    private readonly ViewServices _services;
    private readonly ILogger _logger;
    private readonly SnapshotDurability _durability = new();
    private readonly LatestAnswer _answer = new();
    private readonly ViewObservers _observers;
    private ViewState _state = null!;
    private ViewKey _view;
    private ReportedView _reported = null!;
    private readonly SingleFlight _adoption;
    private long _attempted = -1;

    /// <summary>Makes the grain.</summary>
    protected ViewGrain(IPersistentState<ViewSnapshot> snapshot, ViewServices services)
    {
        _snapshot = new FencedSnapshot(snapshot, _durability, () => _state, DeactivateOnIdle);
        _services = services;
        _logger = services.Logger;
        _observers = new ViewObservers(this, Answer);
        _adoption = new SingleFlight(AdoptAsync);
    }

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _view = new ViewKey(Dimensions.Parse(this.GetGrainId().Type.ToString()!), this.GetPrimaryKeyString());
        _reported = new ReportedView(_view);
        await _snapshot.LoadAsync();
        var oldest = _services.Board.Current.Published.OldestCut;
        _state = _snapshot.Exists
            ? SnapshotCodec.Read(_snapshot.Bytes, _services.Segments, oldest) : new ViewState(_services.Segments, oldest);
        _durability.NoteRead(_state);
        if (_snapshot.Exists)
            await OwnAsync();
        _services.Metrics.Activated();
    }

    /// <summary>Makes durable what was counted, so that the next activation does not answer with less than this one did.</summary>
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _services.Metrics.Deactivated();
        try
        {
            if (_durability.MustWriteAtEnd(_state))
                await _snapshot.WriteAsync().WaitAsync(cancellationToken);
        }
        catch (Exception e)
        {
            // Its readers send it again to the next activation.
            LogNotLeftDurable(e, _view);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<long> Receive(StreamBatch<FlightFact> batch)
    {
        if (_durability.MustOwnFirst || (!_durability.Trusts(_state, batch) && await _services.Lives.ReadAsync() == batch.Life))
            await OwnAsync();

        // Its reader has not found out that the store went back, and sends all of it anew when it has.
        if (!_durability.Trusts(_state, batch))
            return _state.Seen(batch.Partition);
        if (Apply(batch) == ApplyResult.Gap)
            await CloseGapAsync(batch);
        return _state.Seen(batch.Partition);
    }

    /// <inheritdoc/>
    public ValueTask<long> Checkpoint(int partition, long upTo) => CheckpointIn(partition, upTo, _durability.Life);

    /// <inheritdoc/>
    public async ValueTask<long> CheckpointIn(int partition, long upTo, string storeLife)
    {
        _durability.GoOnIn(storeLife);
        while (_durability.MustWrite(_state, partition, upTo))
            await _snapshot.WriteAsync();
        await _services.Directory.ConfirmAsync(_reported, Events);
        if (_services.Changefeed is { } feed && _view.Dimension == Dimension.Route)
            await feed.WrittenAsync(_view);
        return _durability.Durable(_state, partition);
    }

    /// <inheritdoc/>
    public async ValueTask<ViewAnswer> Read()
    {
        await AdoptPublishedAsync();
        return Answer();
    }

    /// <inheritdoc/>
    public async ValueTask<ViewReading> Read(ViewQuery query)
    {
        var batch = await ReadBatchWindowsAsync(query.Windows);
        var windows = ImmutableArray.CreateBuilder<WindowsAnswer>(query.Windows.Length);
        var most = query.MostWindows;
        foreach (var wanted in query.Windows)
        {
            var answer = WindowMerge.Merge(_state, batch, wanted, most);
            most -= answer.Windows.Length;
            windows.Add(answer);
        }

        return new ViewReading(Answer(), windows.DrainToImmutable());
    }

    /// <inheritdoc/>
    public async ValueTask<WindowsAnswer> ReadWindows(WindowQuery query) =>
        WindowMerge.Merge(_state, await ReadBatchWindowsAsync([query]), query);

    /// <summary>
    /// The windows that some queries need of the generation that is adopted when this returns; what the caller does next without waiting is
    /// of the same moment.
    /// </summary>
    private async ValueTask<IReadOnlyList<WindowTally>> ReadBatchWindowsAsync(ImmutableArray<WindowQuery> queries)
    {
        foreach (var query in queries)
            WindowMerge.Validate(query);
        var (from, to) = WindowMerge.Span(queries);
        while (true)
        {
            await AdoptPublishedAsync();
            var adopted = _state.Adopted!;
            IReadOnlyList<WindowTally> batch;
            try
            {
                batch = adopted.Id == 0 || from >= to
                    ? [] : await _services.Views.ReadWindowsAsync(_view, adopted.Id, from, to, CancellationToken.None);
            }
            catch (ViewsException)
            {
                // The generation may have been retired since the last look: then switch to the one published now.
                var look = await _services.Board.RefreshAsync(CancellationToken.None);
                if (look.Published.Published.Id == adopted.Id)
                    throw;
                continue;
            }

            if (_state.Adopted!.Id == adopted.Id)
                return batch;
        }
    }

    /// <inheritdoc/>
    public async ValueTask Observe(IViewObserver observer)
    {
        await AdoptPublishedAsync();
        _observers.Add(observer);
    }

    /// <inheritdoc/>
    public ValueTask Leave(IViewObserver observer)
    {
        _observers.Remove(observer);
        return ValueTask.CompletedTask;
    }

    /// <summary>Writes the snapshot, so that no older activation can any more, in the life of the store that it is in now.</summary>
    private async Task OwnAsync()
    {
        _durability.NoteTold(await _services.Lives.ReadAsync());
        await _snapshot.WriteAsync();
    }

    private long Events => _state.Batch.Events + _state.Realtime.Events;

    private ApplyResult Apply(StreamBatch<FlightFact> batch)
    {
        var coverage = _state.Apply(batch.Partition, batch.CoversFrom, batch.CoversTo, batch.Events.Span);
        if (coverage == ApplyResult.Applied)
        {
            _services.Metrics.Applied(batch.Events.Length);
            Changed();
        }

        // What is told again may not have been written before its former reader went.
        if (coverage != ApplyResult.Gap)
            TellFeed();

        var published = _services.Board.Current.Published.Published.Id;
        if (_state.Adopted?.Id != published && _attempted != published)
        {
            _attempted = published;
            AdoptPublishedAsync().Ignore();
        }

        return coverage;
    }

    private async Task CloseGapAsync(StreamBatch<FlightFact> batch)
    {
        if (IsBehind(batch.Partition) && await CatchUpAsync(batch) != ApplyResult.Gap)
            return;
        _services.Metrics.Gap();
        LogGap(_view, batch.Partition, _state.Seen(batch.Partition), batch.CoversFrom);
    }

    /// <summary>Whether the oldest cut has moved up since the view last took it over: what lies below needs no events any more.</summary>
    private bool IsBehind(int partition) => _services.Board.Current.Published.OldestCut[partition] > _state.Oldest[partition];

    private async Task<ApplyResult> CatchUpAsync(StreamBatch<FlightFact> batch)
    {
        await _adoption.RunAsync();
        return Apply(batch);
    }

    private void Changed()
    {
        // A view that was only asked for is in no directory.
        if (Events > 0)
            _services.Directory.Touch(_reported, Events);
        if (_state.Adopted is not null)
            _observers.Notify();
    }

    private void TellFeed()
    {
        if (_services.Changefeed is { } feed && _view.Dimension == Dimension.Route && _state.Adopted is not null && Events > 0)
            feed.Touch(_view, Answer());
    }

    private ViewAnswer Answer() => _answer.Of(_view, _state, _services.Board.Current.Completeness);

    /// <summary>
    /// Goes over to the published generation if it is another; when that fails, goes on from the one adopted, which is just as exact.
    /// </summary>
    private async Task AdoptPublishedAsync()
    {
        if (_durability.MustLookFirst)
            await _snapshot.LookAgainAsync();
        if (_state.Adopted?.Id == _services.Board.Current.Published.Published.Id)
            return;
        try
        {
            await _adoption.RunAsync();
        }
        catch (Exception e) when (_state.Adopted is not null)
        {
            LogAdoptionFailed(e, _view, _state.Adopted.Id);
        }
    }

    private async Task AdoptAsync()
    {
        if (!_services.Board.Ready.IsCompleted)
            await _services.Board.RefreshAsync(CancellationToken.None);
        var look = _services.Board.Current;
        if (!_state.Reaches(look.Published.Published))
            look = await _services.Board.RefreshAsync(CancellationToken.None);
        var generation = look.Published.Published;
        var batch = generation.Id == 0
            ? new FlightTally()
            : await _services.Views.ReadTallyAsync(_view, generation.Id, CancellationToken.None);
        var before = _state.Adopted?.Id;
        var audit = _state.Adopt(generation, batch, look.Published.OldestCut, look.SettledFor(_view));
        if (audit == AuditResult.Drift)
            await _snapshot.WriteAsync(); // Fails where another activation took over: then this one lacks what that one got, and there is no drift.
        if (before is not null)
            _services.Metrics.Audited(audit);
        if (audit == AuditResult.Drift)
            LogDrift(_view, before, generation.Id, generation.Cut, batch);
        Changed();
        if (before is null)
            TellFeed();
    }

    [LoggerMessage(110, LogLevel.Debug,
        "{View} has seen partition {Partition} up to {Seen}, but was sent a batch that begins at {From}; asking for what is missing")]
    private partial void LogGap(ViewKey view, int partition, long seen, long from);

    [LoggerMessage(114, LogLevel.Debug, "{View} left without making durable what it counted last; it is sent again")]
    private partial void LogNotLeftDurable(Exception exception, ViewKey view);

    [LoggerMessage(112, LogLevel.Error, "{View} cannot adopt the published generation; it goes on from generation {Adopted}")]
    private partial void LogAdoptionFailed(Exception exception, ViewKey view, long adopted);

    [LoggerMessage(113, LogLevel.Error,
        "DRIFT: {View} counts differently under generations {Before} and {After} (cut {Cut}): the batch layer says {Batch}")]
    private partial void LogDrift(ViewKey view, long? before, long after, Cut cut, FlightTally batch);
}
