using OrleansFlights.Flights;

namespace OrleansFlights.Views;

/// <summary>
/// The batch layer's results as the speed layer reads them. A read at a generation sees, per view and window, the newest row at or
/// below that generation; rows of a complete generation never change while it is retained.
/// </summary>
public interface IBatchViews
{
    /// <summary>The published generation and those retained, in one consistent look.</summary>
    /// <exception cref="ViewsException">The store cannot be reached.</exception>
    ValueTask<PublishedGenerations> GetPublishedAsync(CancellationToken cancellationToken);

    /// <summary>The tally of a view under a generation; empty when the generation knows no such view.</summary>
    /// <exception cref="ViewsException">The store cannot be reached, or the generation is no longer retained.</exception>
    ValueTask<FlightTally> ReadTallyAsync(ViewKey view, long generation, CancellationToken cancellationToken);

    /// <summary>The windows of a view under a generation, ascending, those without events left out.</summary>
    /// <param name="view">The view.</param>
    /// <param name="generation">A retained generation.</param>
    /// <param name="fromWindow">First window, inclusive.</param>
    /// <param name="toWindow">Last window, exclusive.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    /// <exception cref="ViewsException">The store cannot be reached, or the generation is no longer retained.</exception>
    ValueTask<IReadOnlyList<WindowTally>> ReadWindowsAsync(
        ViewKey view, long generation, int fromWindow, int toWindow, CancellationToken cancellationToken);

    /// <summary>All keys of a dimension under a generation with their tallies, in order of the keys' UTF-8 bytes.</summary>
    /// <exception cref="ViewsException">The store cannot be reached, or the generation is no longer retained.</exception>
    IAsyncEnumerable<KeyTally> ListAsync(Dimension dimension, long generation, CancellationToken cancellationToken);
}

/// <summary>The views store could not do what was asked.</summary>
public sealed class ViewsException : Exception
{
    /// <summary>Makes an exception.</summary>
    public ViewsException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
