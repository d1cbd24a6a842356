using Elastic.Clients.Elasticsearch;

namespace OrleansFlights.Search.Elasticsearch;

/// <summary>A document with the version under which it is stored.</summary>
internal readonly record struct StoredFlight(FlightDocument Flight, long Version);

/// <summary>Reads documents by id: what was acknowledged, whether searches see it yet or not.</summary>
internal static class StoredFlights
{
    private const string NoIndex = "index_not_found_exception";
    private const string NotStarted = "no_shard_available_action_exception";

    /// <summary>The documents that are there, by id; null when the index itself is not.</summary>
    public static async Task<Dictionary<string, StoredFlight>?> ReadAsync(
        ElasticsearchConnection connection, string index, IEnumerable<string> ids, CancellationToken cancellationToken)
    {
        var request = new MultiGetRequest(index) { Ids = new Ids(ids) };
        var answer = await connection.AskAsync(
            client => client.MultiGetAsync<FlightDocument>(request, cancellationToken), cancellationToken);
        if (!answer.ApiCallDetails.HasSuccessfulStatusCode || answer.Docs is null)
            throw connection.Failed("a read of documents", answer.ApiCallDetails);

        var found = new Dictionary<string, StoredFlight>(StringComparer.Ordinal);
        foreach (var item in answer.Docs)
        {
            if (item.Value2 is { } error)
                return error.Error.Type == NoIndex ? null : throw connection.Failed(
                    $"document {error.Id} cannot be read: {error.Error.Reason}", isBusy: error.Error.Type == NotStarted);
            if (item.Value1 is { Found: true, Source: { } flight, Version: { } version })
                found[flight.FlightId] = new StoredFlight(flight, version);
        }

        return found;
    }
}
