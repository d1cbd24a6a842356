namespace OrleansFlights.Search;

/// <summary>Finds flights. Answers come from an index that follows the log by moments; every engine gives the same ones.</summary>
public interface IFlightSearch
{
    /// <summary>The flight with an id; null when the index does not know it.</summary>
    /// <exception cref="SearchException">The engine cannot answer now.</exception>
    ValueTask<FlightDocument?> GetAsync(string flightId, CancellationToken cancellationToken);

    /// <summary>A page of the flights that a query asks for: latest scheduled departure first, ties by the id's UTF-8 bytes.</summary>
    /// <exception cref="SearchException">The engine cannot answer now.</exception>
    ValueTask<FlightPage> SearchAsync(FlightQuery query, CancellationToken cancellationToken);

    /// <summary>How many flights meet conditions.</summary>
    /// <exception cref="SearchException">The engine cannot answer now.</exception>
    ValueTask<long> CountAsync(FlightConditions conditions, CancellationToken cancellationToken);
}
