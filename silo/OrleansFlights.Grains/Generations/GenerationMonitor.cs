using Microsoft.Extensions.Logging;
using OrleansFlights.Flights;
using OrleansFlights.Grains.Background;
using OrleansFlights.Grains.Protocol;
using OrleansFlights.Log;
using OrleansFlights.Streams.Checkpointing;
using OrleansFlights.Streams.Protocol;
using OrleansFlights.Views;

namespace OrleansFlights.Grains.Generations;

/// <summary>
/// What a silo's grains need to know of the rest of the system without asking for it themselves: the published generation, the recorded
/// checkpoints and the log's holes. Looked up on an interval; an older look is as exact as a newer one, only less fresh.
/// </summary>
public sealed partial class GenerationMonitor(
    IBatchViews views, ICheckpointStore checkpoints, LogGuard guard, GrainsOptions options, ILogger<GenerationMonitor> logger)
    : SiloBackgroundService(options.GenerationPoll, AroundStreams), IReplayStart
{
    private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private GenerationStatus _look = new(PublishedGenerations.Empty, new Dictionary<int, long>(), [], new Completeness([], true));

    /// <summary>The last look.</summary>
    public GenerationStatus Current => Volatile.Read(ref _look);

    /// <summary>Completes when the first look succeeded.</summary>
    public Task Ready => _first.Task;

    /// <summary>Looks now.</summary>
    /// <exception cref="ViewsException">The views store cannot be reached.</exception>
    public async Task<GenerationStatus> RefreshAsync(CancellationToken cancellationToken)
    {
        // Checkpoints first: a checkpoint read before a generation can only understate what is settled.
        var settled = await checkpoints.ReadAsync(cancellationToken);
        var quarantine = await checkpoints.ReadQuarantineAsync(cancellationToken);
        var holes = await checkpoints.ReadHolesAsync(cancellationToken);
        var published = await views.GetPublishedAsync(cancellationToken);
        if (published.Published.Id != Current.Published.Published.Id)
            LogPublished(published.Published.Id, published.Published.Cut);
        var completeness = new Completeness(
            holes, guard.Trouble is null, [.. published.Published.Holes.Select(h => new LogHole(h.Partition, h.From, h.To))]);
        if (completeness.Says(Current.Completeness))
            completeness = Current.Completeness;
        var look = new GenerationStatus(published, settled, quarantine, completeness);
        Volatile.Write(ref _look, look);
        _first.TrySetResult();
        return look;
    }

    /// <inheritdoc/>
    public async ValueTask<long> GetAsync(int partition, CancellationToken cancellationToken) =>
        (await RefreshAsync(cancellationToken)).Published.OldestCut[partition];

    /// <summary>
    /// Waits for the first look: a grain that starts without knowing the oldest cut would ask for the log from its very beginning.
    /// </summary>
    protected override async Task BeginAsync(CancellationToken cancellationToken)
    {
        while (!Ready.IsCompleted)
        {
            await RoundAsync(cancellationToken);
            if (!Ready.IsCompleted)
                await Task.Delay(options.GenerationPoll, cancellationToken);
        }
    }

    /// <inheritdoc/>
    protected override async Task RoundAsync(CancellationToken cancellationToken)
    {
        try
        {
            await RefreshAsync(cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            LogUnreachable(e, options.GenerationPoll);
        }
    }

    [LoggerMessage(100, LogLevel.Information, "Generation {Generation} is published, cut at {Cut}")]
    private partial void LogPublished(long generation, Cut cut);

    [LoggerMessage(
        101, LogLevel.Error, "Cannot look up the published generation; answers go on from the one known, trying again in {Pause}")]
    private partial void LogUnreachable(Exception exception, TimeSpan pause);
}

/// <summary>One look at the rest of the system.</summary>
/// <param name="Published">The published and the retained generations.</param>
/// <param name="Checkpoints">Recorded checkpoints by partition.</param>
/// <param name="Quarantine">Views that checkpoints do not speak for.</param>
/// <param name="Completeness">Whether answers miss nothing; the same object as long as it says the same.</param>
public sealed record GenerationStatus(
    PublishedGenerations Published,
    IReadOnlyDictionary<int, long> Checkpoints,
    IReadOnlyList<QuarantinedStream> Quarantine,
    Completeness Completeness)
{
    /// <summary>
    /// Offsets below which, per partition, everything of a view is known to have reached it: nothing where it is set apart.
    /// </summary>
    public IReadOnlyDictionary<int, long> SettledFor(ViewKey view)
    {
        if (Quarantine.Count == 0)
            return Checkpoints;
        var apart = Quarantine
            .Where(q => q.Stream.GetNamespace() == view.Dimension.Name() && q.Stream.GetKeyAsString() == view.Key)
            .Select(q => q.Partition)
            .ToHashSet();
        return apart.Count == 0 ? Checkpoints : Checkpoints.Where(c => !apart.Contains(c.Key)).ToDictionary();
    }
}
