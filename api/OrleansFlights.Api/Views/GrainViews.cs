using System.Collections.Immutable;
using OrleansFlights.Flights;
using OrleansFlights.Grains;

namespace OrleansFlights.Api.Views;

/// <summary>Asks the grains. Cancelling ends the wait, not the grain's work.</summary>
public sealed class GrainViews(IGrainFactory grains) : IFlightViews
{
    /// <inheritdoc/>
    public ValueTask<ViewAnswer> ReadAsync(ViewKey view, CancellationToken cancellationToken) =>
        WaitAsync(grains.View(view).Read(), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<WindowsAnswer> ReadWindowsAsync(ViewKey view, WindowQuery query, CancellationToken cancellationToken) =>
        WaitAsync(grains.View(view).ReadWindows(query), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ImmutableArray<DirectoryEntry>> TopAsync(Dimension dimension, int count, CancellationToken cancellationToken) =>
        WaitAsync(Directory(dimension).Top(count), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<DirectoryPage> ListAsync(Dimension dimension, DirectoryQuery query, CancellationToken cancellationToken) =>
        WaitAsync(Directory(dimension).List(query), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<PipelineAnswer> ReadPipelineAsync(CancellationToken cancellationToken) =>
        WaitAsync(grains.GetGrain<IPipelineGrain>(IPipelineGrain.Key).Read(), cancellationToken);

    private IDirectoryGrain Directory(Dimension dimension) => grains.GetGrain<IDirectoryGrain>(dimension.Name());

    private static ValueTask<T> WaitAsync<T>(ValueTask<T> call, CancellationToken cancellationToken) =>
        call.IsCompleted || !cancellationToken.CanBeCanceled ? call : new ValueTask<T>(call.AsTask().WaitAsync(cancellationToken));
}
