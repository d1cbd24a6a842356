using System.Collections.Immutable;
using OrleansFlights.Flights;
using OrleansFlights.Foundation;
using OrleansFlights.Gateway.Limits;
using OrleansFlights.Grains.Contracts;

namespace OrleansFlights.Gateway.Grains;

/// <summary>
/// Views as clients may rely on them: an answer counts at least what the client asks for and what this gateway has shown of the view
/// before, else it is read again until it does; and a key that no event ever had is answered without waking a grain for it.
/// </summary>
public sealed class CoveringViews(GrainViews grains, SettledPositions settled, ShownAnswers shown, GraphQLLimits limits, TimeProvider time)
    : IFlightViews
{
    /// <summary>Of a query's time, what waiting may take: the rest is for telling the client how far the view is.</summary>
    private const double ShareOfTimeout = 0.8;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(200);

    /// <inheritdoc/>
    public async ValueTask<ViewAnswer> ReadAsync(
        ViewKey view, ImmutableArray<PartitionOffset> atLeast, CancellationToken cancellationToken) =>
        (await ReadAsync(view, ViewQuery.NoWindows, atLeast, cancellationToken)).Answer;

    /// <inheritdoc/>
    public async ValueTask<ViewReading> ReadAsync(
        ViewKey view, ViewQuery query, ImmutableArray<PartitionOffset> atLeast, CancellationToken cancellationToken)
    {
        var seen = shown.Find(view);
        if (!seen.IsDefault || view.Dimension == Dimension.Total)
        {
            var reading = await grains.ReadAsync(view, query, cancellationToken);
            var marks = reading.Answer.Watermarks;
            if ((seen.IsDefault || Positions.Cover(marks, seen)) && Positions.Cover(marks, atLeast))
            {
                shown.Note(view, marks);
                return reading;
            }
        }

        return await ReadUntilCoveredAsync(view, query, atLeast, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<ImmutableArray<RankingEntry>> TopAsync(Dimension dimension, int count, CancellationToken cancellationToken) =>
        grains.TopAsync(dimension, count, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<RankingPage> ListAsync(Dimension dimension, RankingQuery query, CancellationToken cancellationToken) =>
        grains.ListAsync(dimension, query, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<PipelineAnswer> ReadPipelineAsync(CancellationToken cancellationToken) => grains.ReadPipelineAsync(cancellationToken);

    private async ValueTask<ViewReading> ReadUntilCoveredAsync(
        ViewKey view, ViewQuery query, ImmutableArray<PartitionOffset> atLeast, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        var backoff = new Backoff(FirstPause, LongestPause);
        ImmutableArray<PartitionOffset>? proven = null;
        while (true)
        {
            // What is proven holds for what is read afterwards, so it is asked for first; a view that covers what is needed by itself needs
            // no proof.
            if (await ReadOrZerosAsync(view, query, proven, cancellationToken) is { } reading)
            {
                var seen = shown.Find(view);
                var needed = seen.IsDefault ? atLeast : Positions.Higher(seen, atLeast);
                var marks = Positions.Raise(reading.Answer.Watermarks, proven ?? [], needed);
                if (Positions.Cover(marks, needed))
                {
                    if (reading.Answer.Tally.Events > 0)
                        shown.Note(view, marks);
                    return reading with { Answer = reading.Answer with { Watermarks = marks } };
                }

                if (time.GetElapsedTime(began) > limits.Timeout * ShareOfTimeout)
                    throw new NotYetException($"The view {view}", marks, needed);
            }

            if (proven is not null)
            {
                await Task.Delay(backoff.Next(), time, cancellationToken);
            }

            proven = await settled.ReadAsync(cancellationToken);
        }
    }

    /// <summary>The view's answer; zeros for one without events, which take a proof; null when there is none yet.</summary>
    private async ValueTask<ViewReading?> ReadOrZerosAsync(
        ViewKey view, ViewQuery query, ImmutableArray<PartitionOffset>? proven, CancellationToken cancellationToken)
    {
        if (view.Dimension == Dimension.Total || await grains.IsKnownAsync(view, cancellationToken))
            return await grains.ReadAsync(view, query, cancellationToken);
        return proven is { } checkpoints ? Zeros(view, query, await settled.PipelineAsync(cancellationToken), checkpoints) : null;
    }

    /// <summary>
    /// The answer of a view without events: no ranking has it, and no grain counts it. That is a recount up to the checkpoints.
    /// </summary>
    private static ViewReading Zeros(ViewKey view, ViewQuery query, PipelineAnswer pipeline, ImmutableArray<PartitionOffset> proven)
    {
        var answer = new ViewAnswer
        {
            Dimension = view.Dimension,
            Key = view.Key,
            Tally = new FlightTally(),
            Batch = new FlightTally(),
            Realtime = new FlightTally(),
            Generation = pipeline.Generation,
            Cut = pipeline.Cut,
            Watermarks = proven,
            Complete = pipeline.Complete,
        };
        return new ViewReading(answer, [.. query.Windows.Select(_ => new WindowsAnswer { Windows = [], Watermarks = proven })]);
    }
}
