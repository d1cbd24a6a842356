using System.Collections.Immutable;
using OrleansFlights.Flights;
using OrleansFlights.Grains.Contracts;

namespace OrleansFlights.Gateway.Grains;

/// <summary>What the gateway asks of the grains, once.</summary>
public interface IFlightViews
{
    /// <summary>The answer of a view now; zeros for one never seen.</summary>
    /// <param name="view">The view.</param>
    /// <param name="atLeast">What the answer must count; empty for nothing.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="NotYetException">The view has not counted so much within the time limit.</exception>
    ValueTask<ViewAnswer> ReadAsync(ViewKey view, ImmutableArray<PartitionOffset> atLeast, CancellationToken cancellationToken);

    /// <summary>The answer of a view and windows of the same moment.</summary>
    /// <exception cref="NotYetException">The view has not counted so much within the time limit.</exception>
    ValueTask<ViewReading> ReadAsync(
        ViewKey view, ViewQuery query, ImmutableArray<PartitionOffset> atLeast, CancellationToken cancellationToken);

    /// <summary>The keys of a dimension with the most events.</summary>
    ValueTask<ImmutableArray<RankingEntry>> TopAsync(Dimension dimension, int count, CancellationToken cancellationToken);

    /// <summary>A page of the keys of a dimension.</summary>
    ValueTask<RankingPage> ListAsync(Dimension dimension, RankingQuery query, CancellationToken cancellationToken);

    /// <summary>The pipeline now.</summary>
    ValueTask<PipelineAnswer> ReadPipelineAsync(CancellationToken cancellationToken);
}

/// <summary>Short forms of <see cref="IFlightViews"/>.</summary>
public static class FlightViewsExtensions
{
    /// <summary>The answer of a view now; zeros for one never seen.</summary>
    public static ValueTask<ViewAnswer> ReadAsync(this IFlightViews views, ViewKey view, CancellationToken cancellationToken) =>
        views.ReadAsync(view, [], cancellationToken);
}
