using OrleansFlights.Flights;

namespace OrleansFlights.Views;

/// <summary>The views of a system without a batch layer: no generation, so the speed layer answers for everything.</summary>
public sealed class EmptyBatchViews : IBatchViews
{
    /// <inheritdoc/>
    public ValueTask<PublishedGenerations> GetPublishedAsync(CancellationToken cancellationToken) => new(PublishedGenerations.Empty);

    /// <inheritdoc/>
    public ValueTask<FlightTally> ReadTallyAsync(ViewKey view, long generation, CancellationToken cancellationToken) =>
        new(new FlightTally());

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<WindowTally>> ReadWindowsAsync(
        ViewKey view, long generation, int fromWindow, int toWindow, CancellationToken cancellationToken) => new([]);

    /// <inheritdoc/>
    public IAsyncEnumerable<KeyTally> ListAsync(Dimension dimension, long generation, CancellationToken cancellationToken) =>
        AsyncEnumerable.Empty<KeyTally>();
}
