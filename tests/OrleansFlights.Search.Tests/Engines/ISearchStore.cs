namespace OrleansFlights.Search.Tests;

/// <summary>An engine under test, with an index of its own that does not exist yet.</summary>
public interface ISearchStore : IAsyncDisposable
{
    IFlightSearch Search { get; }

    IFlightIndex Index { get; }

    /// <summary>The same index as another process sees it.</summary>
    IFlightIndex Another();

    /// <summary>Waits until searches see all that was written.</summary>
    Task SeenAsync();
}
