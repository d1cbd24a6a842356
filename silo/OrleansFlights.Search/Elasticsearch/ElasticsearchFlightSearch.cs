using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using HttpMethod = Elastic.Transport.HttpMethod;

namespace OrleansFlights.Search.Elasticsearch;

/// <summary>Searches through the alias, in one order by plain values, so that pages and answers are those of any other engine.</summary>
public sealed class ElasticsearchFlightSearch(ElasticsearchConnection connection) : IFlightSearch
{
    private readonly string _index = connection.Options.Index;

    /// <inheritdoc/>
    public async ValueTask<FlightDocument?> GetAsync(string flightId, CancellationToken cancellationToken)
    {
        var found = await StoredFlights.ReadAsync(connection, _index, [flightId], cancellationToken) ?? throw NoIndex();
        return found.TryGetValue(flightId, out var stored) ? stored.Flight : null;
    }

    /// <inheritdoc/>
    public async ValueTask<FlightPage> SearchAsync(FlightQuery query, CancellationToken cancellationToken)
    {
        var body = FlightQueryJson.Page(query);
        var answer = await connection.SendAsync(HttpMethod.POST, $"/{_index}/_search", body, cancellationToken) ?? throw NoIndex();
        var flights = answer.GetProperty("hits").GetProperty("hits").EnumerateArray()
            .Select(hit => hit.GetProperty("_source").Deserialize<FlightDocument>() ?? throw new JsonException("a hit without a document"))
            .ToImmutableArray();
        var hasMore = flights.Length > query.First;
        return new FlightPage(hasMore ? flights.RemoveAt(query.First) : flights, hasMore);
    }

    /// <inheritdoc/>
    public async ValueTask<long> CountAsync(FlightConditions conditions, CancellationToken cancellationToken)
    {
        var body = new JsonObject { ["query"] = FlightQueryJson.Conditions(conditions) }.ToJsonString();
        var answer = await connection.SendAsync(HttpMethod.POST, $"/{_index}/_count", body, cancellationToken) ?? throw NoIndex();
        return answer.GetProperty("count").GetInt64();
    }

    private SearchException NoIndex() => connection.Failed($"there is no index '{_index}' yet: nothing has indexed the log", isUnmade: true);
}
