using System.Collections.Immutable;
using OrleansFlights.Flights;
using OrleansFlights.Grains.Contracts;

namespace OrleansFlights.Gateway.Grains;

/// <summary>What the gateway asks of the grains, once.</summary>
public interface IFlightViews
{
    /// <summary>The answer of a view now; zeros for one never seen.</summary>
    ValueTask<ViewAnswer> ReadAsync(ViewKey view, CancellationToken cancellationToken);

    /// <summary>Windows of a view.</summary>
    ValueTask<WindowsAnswer> ReadWindowsAsync(ViewKey view, WindowQuery query, CancellationToken cancellationToken);

    /// <summary>The keys of a dimension with the most events.</summary>
    ValueTask<ImmutableArray<RankingEntry>> TopAsync(Dimension dimension, int count, CancellationToken cancellationToken);

    /// <summary>A page of the keys of a dimension.</summary>
    ValueTask<RankingPage> ListAsync(Dimension dimension, RankingQuery query, CancellationToken cancellationToken);

    /// <summary>The pipeline now.</summary>
    ValueTask<PipelineAnswer> ReadPipelineAsync(CancellationToken cancellationToken);
}
