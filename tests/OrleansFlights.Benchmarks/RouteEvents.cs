using System.Text.Json;

namespace OrleansFlights.Benchmarks;

/// <summary>What the measurements ask of a route: how many events it counts.</summary>
internal static class RouteEvents
{
    /// <summary>The field, for a query or a subscription.</summary>
    public static string Field(string origin, string destination) =>
        $$"""route(origin: "{{origin}}", destination: "{{destination}}") { tally { events } }""";

    /// <summary>The number that the field's answer tells.</summary>
    public static long Of(JsonElement route) => route.GetProperty("tally").GetProperty("events").GetInt64();
}
