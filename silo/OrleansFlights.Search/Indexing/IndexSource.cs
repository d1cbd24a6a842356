using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using OrleansFlights.Log;

namespace OrleansFlights.Search.Indexing;

/// <summary>Reads what a build does not hold yet: a reader per partition, each from where the build has come to.</summary>
internal sealed class IndexSource : IDisposable
{
    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(10);

    private readonly ITopic _log;
    private readonly IFlightIndexBuild _build;
    private readonly ILogger _logger;
    private readonly SortedDictionary<int, ILogReader> _readers = [];

    private IndexSource(ITopic log, IFlightIndexBuild build, ILogger logger) => (_log, _build, _logger) = (log, build, logger);

    /// <summary>Opens the readers.</summary>
    /// <exception cref="SearchException">The build is ahead of the log: it was made from another one.</exception>
    public static async Task<IndexSource> OpenAsync(
        ITopic log, IFlightIndexBuild build, ILogger logger, CancellationToken cancellationToken)
    {
        var source = new IndexSource(log, build, logger);
        try
        {
            await source.LookAsync(cancellationToken);
            return source;
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    /// <summary>Says where the partitions begin and end now, and opens readers of those that are new.</summary>
    /// <exception cref="SearchException">The build is ahead of the log: it was made from another one.</exception>
    public async Task<IReadOnlyList<OffsetRange>> LookAsync(CancellationToken cancellationToken)
    {
        var ranges = await _log.GetOffsetsAsync(cancellationToken);
        if (ranges.All(e => _readers.ContainsKey(e.Partition)))
            return ranges;

        var progress = await _build.ReadProgressAsync(_log.Topic, cancellationToken);
        SearchMessages.Started(_logger, _log.Topic, _build.Name, string.Join(' ', progress.Select(p => $"{p.Key}:{p.Value}")));
        foreach (var range in ranges.Where(e => !_readers.ContainsKey(e.Partition)))
            _readers.Add(range.Partition, Open(range, progress.GetValueOrDefault(range.Partition)));
        return ranges;
    }

    /// <summary>Whether everything below some offsets was read.</summary>
    public bool IsAt(IEnumerable<OffsetRange> ranges) => ranges.All(e => _readers[e.Partition].Position >= e.End);

    /// <summary>How many records lie between here and some offsets, at most.</summary>
    public long Until(IEnumerable<OffsetRange> ranges) => ranges.Sum(e => Math.Max(0, e.End - _readers[e.Partition].Position));

    /// <summary>Reads the next records, from every partition some, on a thread of its own: reading blocks.</summary>
    /// <returns>What they say; null when there was nothing to read.</returns>
    public Task<(IndexBatch Batch, EventFold Fold)?> ReadAsync(int maxRecords, CancellationToken cancellationToken) =>
        Task.Factory.StartNew(
        () => Read(maxRecords, cancellationToken), cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    public void Dispose()
    {
        foreach (var reader in _readers.Values)
            reader.Dispose();
    }

    private ILogReader Open(in OffsetRange range, long next)
    {
        var (partition, begin, end) = range;
        if (next > end)
            throw new SearchException(
                _build.Name,
                $"The search index {_build.Name} has come to offset {next} of partition {partition}, but the log ends at {end}: it was "
                + "made from another log. Make it anew with batch index --rebuild.");
        if (next < begin)
            SearchMessages.Gap(_logger, partition, begin, next);
        return _log.OpenReader(partition, Math.Max(next, begin));
    }

    private (IndexBatch, EventFold)? Read(int maxRecords, CancellationToken cancellationToken)
    {
        var fold = new EventFold();
        var progress = ImmutableSortedDictionary.CreateBuilder<int, long>();
        var each = Math.Max(1, maxRecords / _readers.Count);
        foreach (var (partition, reader) in _readers)
        {
            var before = reader.Position;
            reader.Read(fold, each, Wait, cancellationToken);
            if (reader.Position > before)
                progress.Add(partition, reader.Position);
        }

        return progress.Count == 0 ? null : (new IndexBatch(_log.Topic, fold.Flights, progress.ToImmutable()), fold);
    }
}
