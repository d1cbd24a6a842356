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
        var found = await AskAsync(() => StoredFlights.ReadAsync(connection, _index, [flightId], cancellationToken));
        return found!.TryGetValue(flightId, out var stored) ? stored.Flight : null;
    }

    /// <inheritdoc/>
    public async ValueTask<FlightPage> SearchAsync(FlightQuery query, CancellationToken cancellationToken)
    {
        var body = FlightQueryJson.Page(query);
        var answer = await SendAsync("_search", body, cancellationToken);
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
        var answer = await SendAsync("_count", body, cancellationToken);
        return answer.GetProperty("count").GetInt64();
    }

    private async Task<JsonElement> SendAsync(string what, string body, CancellationToken cancellationToken) =>
        (await AskAsync(() => connection.SendAsync(HttpMethod.POST, $"/{_index}/{what}", body, cancellationToken)))!.Value;

    /// <summary>
    /// Asks, and once more where the index was not there: a rebuilt one that takes its place ends what is just being asked of it.
    /// </summary>
    private async Task<T> AskAsync<T>(Func<Task<T>> ask)
    {
        try
        {
            if (await ask() is { } answer)
                return answer;
        }
        catch (SearchException e) when (e.IsBusy)
        {
            // A shard that goes is told like one that has too much to do.
        }

        return await ask() is { } again ? again : throw NoIndex();
    }

    private SearchException NoIndex() =>
        connection.Failed($"there is no index '{_index}' yet: nothing has indexed the log", isUnmade: true);
}
