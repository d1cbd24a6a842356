using System.Text.Json.Nodes;
using OrleansFlights.Flights;

namespace OrleansFlights.Search.Elasticsearch;

/// <summary>Queries in the language of Elasticsearch.</summary>
internal static class FlightQueryJson
{
    /// <summary>One page and one document more.</summary>
    public static string Page(FlightQuery query)
    {
        var body = new JsonObject
        {
            ["size"] = query.First + 1,
            ["track_total_hits"] = false,
            ["query"] = Conditions(query.Conditions),
            ["sort"] = new JsonArray(
                new JsonObject { [FlightDocumentJson.ScheduledMicroseconds] = "desc" },
                new JsonObject { [FlightDocumentJson.FlightId] = "asc" }),
        };
        if (query.After is { } after)
            body["search_after"] = new JsonArray(after.ScheduledMicroseconds, after.FlightId);
        return body.ToJsonString();
    }

    /// <summary>A query of conditions: filters, because nothing is ranked.</summary>
    public static JsonObject Conditions(FlightConditions conditions)
    {
        var filters = new JsonArray();
        foreach (var term in conditions.Terms)
            Add("prefix", FlightDocumentJson.Terms, term);
        if (conditions.Origin is { } origin)
            Add("term", FlightDocumentJson.Origin, origin.ToString());
        if (conditions.Destination is { } destination)
            Add("term", FlightDocumentJson.Destination, destination.ToString());
        if (conditions.Airline is { } airline)
            Add("term", FlightDocumentJson.Airline, airline);
        if (!conditions.Statuses.IsEmpty)
            Add("terms", FlightDocumentJson.Status, new JsonArray([.. conditions.Statuses.Select(s => JsonValue.Create(s.Name()))]));
        if (conditions.FromMicroseconds is { } from)
            Add("range", FlightDocumentJson.ScheduledMicroseconds, new JsonObject { ["gte"] = from });
        if (conditions.ToMicroseconds is { } to)
            Add("range", FlightDocumentJson.ScheduledMicroseconds, new JsonObject { ["lt"] = to });
        return new JsonObject { ["bool"] = new JsonObject { ["filter"] = filters } };

        void Add(string kind, string field, JsonNode value) =>
            filters.Add((JsonNode)new JsonObject { [kind] = new JsonObject { [field] = value } });
    }
}
