using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OrleansFlights.Foundation;
using OrleansFlights.Log;

namespace OrleansFlights.Search.Indexing;

/// <summary>What was indexed.</summary>
/// <param name="Records">Records read.</param>
/// <param name="Documents">Documents made or changed.</param>
/// <param name="Build">The build they are in.</param>
public readonly record struct IndexResult(long Records, long Documents, string Build);

/// <summary>
/// Brings the log into the search index. How far it has come lies with the documents, so it may be killed at any moment and several may run
/// at once: what is indexed twice changes nothing.
/// </summary>
public sealed class FlightIndexer(
    IEventLog eventLog, IOptions<LogOptions> log, IFlightIndex index, IOptions<SearchOptions> options, TimeProvider time,
        ILogger<FlightIndexer> logger,
    IArchivedRecords? archive = null)
{
    private const int Whole = 100;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    private readonly ITopic _log = eventLog.Events;
    private readonly SearchOptions _options = options.Value;

    /// <summary>Indexes what the log holds now.</summary>
    /// <param name="rebuild">
    /// Whether to make a new index, of the archive if there is one and of the log, which takes the place of the one there is when it is
    /// complete.
    /// </param>
    /// <param name="progress">Told how many records were read and how many there are; may be null.</param>
    /// <param name="cancellationToken">Stops it; what is indexed stays, an index that was not complete is not searched.</param>
    /// <param name="acceptFewer">Whether a new index may take the place of one that holds more flights. One that is ahead of the log was
    /// made from another, and is not compared.</param>
    /// <exception cref="SearchException">The index cannot be written; or a new one holds fewer flights than the one there is, which stays
    /// then.</exception>
    /// <exception cref="LogException">The log cannot be read.</exception>
    public async Task<IndexResult> CatchUpAsync(
        bool rebuild, IProgress<(long Done, long Total)>? progress, CancellationToken cancellationToken, bool acceptFewer = false)
    {
        var build = rebuild ? await index.BeginAsync(cancellationToken) : await index.OpenAsync(cancellationToken);
        var (records, documents) = rebuild && archive is not null ? await WriteArchivedAsync(build, archive, cancellationToken) : (0L, 0L);
        using var source = await IndexSource.OpenAsync(_log, build, logger, cancellationToken);

        // A second look: what came during a long first pass would else be missing from the new index for as long again.
        for (var look = 0; look < (rebuild ? 2 : 1); look++)
        {
            var ranges = await source.LookAsync(cancellationToken);
            var total = records + source.Until(ranges);
            while (!source.IsAt(ranges))
            {
                if (await WriteNextAsync(build, source, cancellationToken) is not { } written)
                    continue;
                (records, documents) = (records + written.Records, documents + written.Documents);
                progress?.Report((Math.Min(records, total), total));
            }
        }

        if (rebuild)
            await PublishAsync(build, acceptFewer, cancellationToken);
        return new IndexResult(records, documents, build.Name);
    }

    private async Task<(long Records, long Documents)> WriteArchivedAsync(
        IFlightIndexBuild build, IArchivedRecords archived, CancellationToken cancellationToken)
    {
        var sink = new LotSink();
        var (records, documents) = (0L, 0L);
        await archived.ReadAsync(
            sink,
            async (partition, upTo) =>
            {
                documents += await build.WriteAsync(
                    new IndexBatch(_log.Topic, sink.Fold.Flights, new Dictionary<int, long> { [partition] = upTo }), cancellationToken);
                records += sink.Fold.Records;
                sink.Fold = new EventFold();
            },
            cancellationToken);
        return (records, documents);
    }

    /// <summary>Publishes a new index, unless it holds less than the one that it would take the place of.</summary>
    private async Task PublishAsync(IFlightIndexBuild build, bool acceptFewer, CancellationToken cancellationToken)
    {
        var searched = await index.OpenAsync(cancellationToken);
        var (before, now) = (await searched.CountAsync(cancellationToken), await build.CountAsync(cancellationToken));
        if (now < before && !acceptFewer && !await IsOfAnotherLogAsync(searched, cancellationToken))
        {
            throw new SearchException(
                build.Name,
                $"The new search index holds {now} flights, the one that is searched {before}: the log and the archive no longer hold all "
                + "of them. The one that is searched stays; `batch index --rebuild --accept-fewer` takes the new one all the same.");
        }

        await build.PublishAsync(cancellationToken);
    }

    private async Task<bool> IsOfAnotherLogAsync(IFlightIndexBuild build, CancellationToken cancellationToken)
    {
        var progress = await build.ReadProgressAsync(_log.Topic, cancellationToken);
        return (await _log.GetOffsetsAsync(cancellationToken)).Any(r => progress.GetValueOrDefault(r.Partition) > r.End);
    }

    /// <summary>Indexes until it is cancelled; tries again, less and less often, when log or index fail.</summary>
    /// <param name="busyPercent">Most of the time to spend on it when there is more to index than comes in at once, 1 to 100.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task FollowAsync(int busyPercent, CancellationToken cancellationToken)
    {
        var backoff = new Backoff(FirstPause, LongestPause);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                var build = await index.OpenAsync(cancellationToken);
                await FollowAsync(build, busyPercent, backoff.Reset, cancellationToken);
            }
            catch (SearchException e) when (e.IsReplaced)
            {
                SearchMessages.Replaced(logger, e.Message);
            }
            catch (Exception e) when (e is SearchException or LogException)
            {
                SearchMetrics.Failed();
                var pause = backoff.Next();
                SearchMessages.Failed(logger, e, pause.TotalSeconds);
                await Task.Delay(pause, time, cancellationToken);
            }
        }
    }

    private async Task FollowAsync(IFlightIndexBuild build, int busyPercent, Action succeeded, CancellationToken cancellationToken)
    {
        using var source = await IndexSource.OpenAsync(_log, build, logger, cancellationToken);
        var looked = time.GetTimestamp();
        while (true)
        {
            var started = time.GetTimestamp();
            if (time.GetElapsedTime(looked, started) > log.Value.PartitionRefresh)
            {
                await source.LookAsync(cancellationToken);
                looked = started;
            }

            var written = await WriteNextAsync(build, source, cancellationToken);
            succeeded();
            var isBehind = written?.Records >= _options.BatchRecords / 2;
            var rest = time.GetElapsedTime(started) * (Whole - busyPercent) / busyPercent;
            await Task.Delay(isBehind || rest > _options.Interval ? rest : _options.Interval, time, cancellationToken);
        }
    }

    private async Task<(long Records, int Documents)?> WriteNextAsync(
        IFlightIndexBuild build, IndexSource source, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        if (await source.ReadAsync(_options.BatchRecords, cancellationToken) is not var (batch, fold))
            return null;
        var documents = await build.WriteAsync(batch, cancellationToken);
        SearchMetrics.Indexed(fold.Records, fold.Skipped, documents, time.GetElapsedTime(started));
        return (fold.Records, documents);
    }

    private sealed class LotSink : ILogRecordSink
    {
        public EventFold Fold { get; set; } = new();

        public void OnRecord(in LogRecord record) => Fold.OnRecord(in record);
    }
}
