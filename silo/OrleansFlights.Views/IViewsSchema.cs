namespace OrleansFlights.Views;

/// <summary>What a views store needs before it can be used.</summary>
public interface IViewsSchema
{
    /// <summary>
    /// Makes what is missing and brings what an older version made up to date; harmless when repeated or done by two at once.
    /// </summary>
    /// <returns>Where the store is and in which version, for people.</returns>
    /// <exception cref="ViewsException">The store cannot be reached, or was made by a newer version.</exception>
    ValueTask<string> EnsureAsync(CancellationToken cancellationToken);
}
