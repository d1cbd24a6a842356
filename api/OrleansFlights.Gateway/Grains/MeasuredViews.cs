using System.Collections.Concurrent;
using System.Collections.Immutable;
using OrleansFlights.Flights;
using OrleansFlights.Grains.Contracts;

namespace OrleansFlights.Gateway.Grains;

/// <summary>Which views are measured.</summary>
/// <param name="Dimension">All views of it.</param>
/// <param name="From">First 5-minute window, inclusive; null for no limit.</param>
/// <param name="To">Last 5-minute window, exclusive; null for no limit.</param>
public sealed record MeasureQuestion(Dimension Dimension, int? From, int? To);

/// <summary>The tallies of all views of a dimension.</summary>
/// <param name="Tallies">Key and tally, in no order.</param>
/// <param name="Positions">Every tally counts at least the events below these.</param>
/// <param name="Complete">False when a view may count too little.</param>
public sealed record MeasuredViews(
    IReadOnlyCollection<KeyValuePair<string, FlightTally>> Tallies, ImmutableArray<PartitionOffset> Positions, bool Complete);

/// <summary>
/// Reads all views of a dimension, each of which adds up its own windows of a span. One reading at a time: it is work for every silo.
/// </summary>
public sealed class ViewMeasurer(GrainViews grains, SettledReads settled, SettledPositions positions) : IDisposable
{
    /// <summary>The most views that are read for one answer.</summary>
    public const int MostViews = 50_000;

    private const int AtOnce = 64;
    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>The tallies of all views.</summary>
    /// <exception cref="NotYetException">Not so much is settled within the time limit.</exception>
    /// <exception cref="TooManyViewsException">There are more than <see cref="MostViews"/>.</exception>
    public async ValueTask<MeasuredViews> ReadAsync(
        MeasureQuestion question, ImmutableArray<PartitionOffset> atLeast, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            await settled.WaitAsync(atLeast, cancellationToken);
            var proven = await positions.ReadAsync(cancellationToken);
            var keys = await KeysAsync(question.Dimension, cancellationToken);
            var query = new ViewQuery(
                question is { From: null, To: null }
                    ? [] : [new WindowQuery(FlightWindow.Minutes, question.From, question.To, null) { Runs = Runs(question) }],
                int.MaxValue);
            var tallies = new ConcurrentDictionary<string, FlightTally>(StringComparer.Ordinal);
            var complete = true;
            await Parallel.ForEachAsync(
                keys,
                new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
                async (key, stop) =>
                {
                    var reading = await grains.ReadAsync(new ViewKey(question.Dimension, key), query, stop);
                    tallies[key] = query.Windows.IsEmpty ? reading.Answer.Tally : Sum(reading.Windows[0]);
                    if (!reading.Answer.Complete)
                        Volatile.Write(ref complete, false);
                });
            return new MeasuredViews(tallies, proven, complete);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    /// <summary>One window for all of the span; a span without an end has none that could be named so.</summary>
    private static ImmutableArray<WindowRun> Runs(MeasureQuestion question) =>
        question is { From: { } from, To: { } to } ? [new WindowRun(from, to - from, 1)] : [];

    private static FlightTally Sum(WindowsAnswer answer)
    {
        var sum = new FlightTally();
        foreach (var window in answer.Windows)
            sum.Add(window.Tally);
        return sum;
    }

    private async ValueTask<List<string>> KeysAsync(Dimension dimension, CancellationToken cancellationToken)
    {
        var keys = new List<string>();
        var pages = RankingPages.ByKeyAsync(query => grains.ListAsync(dimension, query, cancellationToken), cancellationToken);
        await foreach (var page in pages)
        {
            if (page.Total > MostViews)
                throw new TooManyViewsException(page.Total);
            keys.AddRange(page.Entries.Select(e => e.Key));
        }

        return keys;
    }
}

/// <summary>There are more views than one answer reads.</summary>
public sealed class TooManyViewsException(int views)
    : Exception($"These are {views} views; at most {ViewMeasurer.MostViews} are ranked.");
