using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OrleansFlights.Foundation;
using OrleansFlights.Log;

namespace OrleansFlights.Batch.Archive;

/// <summary>
/// Copies the log to the archive. Where it goes on is read from the archive itself each time, so it may be killed at any moment, and
/// several may run at once: their files overlap, which readers of the archive settle.
/// </summary>
public sealed class Archiver(
    IEventLog eventLog, PartitionDiscovery partitions, IArchiveStore store, WorkDirectory scratch, IOptions<ArchiveOptions> options,
        TimeProvider time, ILogger<Archiver> logger)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private readonly ITopic _log = eventLog.Events;

    /// <summary>Archives what the log holds now.</summary>
    /// <param name="progress">Told how many records were read and how many there are; may be null.</param>
    /// <param name="cancellationToken">Stops it; what is archived stays.</param>
    /// <returns>How many offsets were archived.</returns>
    /// <exception cref="ArchiveException">The archive cannot be written, or would get a hole.</exception>
    /// <exception cref="LogException">The log cannot be read.</exception>
    public async Task<long> ArchiveAllAsync(IProgress<(long Done, long Total)>? progress, CancellationToken cancellationToken)
    {
        var listing = await store.ListAllAsync(cancellationToken);
        var (covers, log) = (listing.Coverage, await IdentityAsync(listing, cancellationToken));
        var ranges = await _log.GetOffsetsAsync(cancellationToken);
        var work = ranges.Select(e => (Range: e, Start: ArchiveStart.Of(e, covers.GetValueOrDefault(e.Partition)))).ToList();
        var total = work.Sum(w => w.Range.End - w.Start.From + w.Start.Again.Sum(a => a.To - a.From));
        long done = 0;
        await Parallel.ForEachAsync(
            work,
            new ParallelOptions { CancellationToken = cancellationToken, MaxDegreeOfParallelism = Environment.ProcessorCount },
            async (w, token) =>
            {
                void Report(int records) => progress?.Report((Interlocked.Add(ref done, records), total));
                await BeginAsync(w.Range.Partition, w.Start, log, Report, token);
                await Partition(w.Range.Partition, log).RunAsync(w.Start.From, w.Range.End, Report, token);
            });
        return total;
    }

    /// <summary>
    /// Archives until it is cancelled, partitions too that are added meanwhile; tries again, less and less often, when log or archive fail.
    /// </summary>
    public async Task FollowAsync(CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var following = new List<Task>();
        try
        {
            await foreach (var partition in partitions.FollowAsync(stop.Token))
                following.Add(FollowOrStopAsync(partition, stop));
        }
        finally
        {
            await Task.WhenAll(following);
        }
    }

    /// <summary>Follows a partition; what cannot be tried again ends the others too.</summary>
    private async Task FollowOrStopAsync(int partition, CancellationTokenSource stop)
    {
        try
        {
            await FollowAsync(partition, stop.Token);
        }
        finally
        {
            await stop.CancelAsync();
        }
    }

    private async Task FollowAsync(int partition, CancellationToken cancellationToken)
    {
        var backoff = new Backoff(FirstPause, LongestPause);
        while (true)
        {
            try
            {
                var listing = (await store.ListAllAsync(cancellationToken)).Of(partition);
                var (cover, log) = (listing.Coverage.GetValueOrDefault(partition), await IdentityAsync(listing, cancellationToken));
                var ranges = await _log.GetOffsetsAsync(cancellationToken);
                var start = ArchiveStart.Of(ranges.Single(e => e.Partition == partition), cover);
                await BeginAsync(partition, start, log, _ => { }, cancellationToken);
                await Partition(partition, log).RunAsync(start.From, null, _ => backoff.Reset(), cancellationToken);
            }
            catch (Exception e) when (e is ArchiveException or LogException or BatchException or IOException)
            {
                BatchMetrics.ArchiveFailed();
                var pause = backoff.Next();
                ArchiveMessages.Failed(logger, e, partition, pause.TotalSeconds);
                await Task.Delay(pause, time, cancellationToken);
            }
        }
    }

    /// <summary>Archives again what was lost and the log still holds, and writes down what it does not hold any more.</summary>
    private async Task BeginAsync(
        int partition, ArchiveStart start, LogIdentity log, Action<int> progress, CancellationToken cancellationToken)
    {
        foreach (var (from, to) in start.Again)
        {
            ArchiveMessages.Again(logger, partition, from, to);
            await Partition(partition, log).RunAsync(from, to, progress, cancellationToken);
        }

        if (start.Hole is { } hole)
            await Partition(partition, log).WriteDownAsync(hole, cancellationToken);
    }

    /// <summary>The log's identity now.</summary>
    /// <exception cref="BatchException">The archive was made from another log.</exception>
    private async Task<LogIdentity> IdentityAsync(ArchiveListing listing, CancellationToken cancellationToken)
    {
        var log = await _log.GetIdentityAsync(cancellationToken);
        foreach (var archived in listing.Logs)
            LogIdentities.ThrowIfOther($"The archive {store.Location}", archived, log);
        return log;
    }

    private PartitionArchiver Partition(int partition, LogIdentity identity) =>
        new(new ArchivedLog(_log, identity), partition, store, scratch, options.Value, time, logger);
}
