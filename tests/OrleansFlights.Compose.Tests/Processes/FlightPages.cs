using System.Globalization;
using System.Text.Json;

namespace OrleansFlights.Compose.Tests;

/// <summary>Asks a gateway for flights, as a client does.</summary>
internal sealed class FlightPages(GatewayClient gateway)
{
    private const string Fields =
        "id airline origin destination scheduledDeparture actualDeparture delayMinutes status aircraft { model registration } updated "
        + "history { status first last }";

    /// <summary>How many flights there are.</summary>
    public async Task<int> CountAsync() =>
        (await gateway.QueryAsync("{ flights(first: 1) { totalCount } }")).GetProperty("flights").GetProperty("totalCount").GetInt32();

    /// <summary>One flight; null when the index does not know it.</summary>
    public async Task<FoundFlight?> FindAsync(string id) =>
        (await gateway.QueryAsync($$"""{ flight(id: "{{id}}") { {{Fields}} } }""")).GetProperty("flight") is { ValueKind: JsonValueKind.Object } found ? Read(found) : null;

    /// <summary>All pages.</summary>
    /// <param name="arguments">What is asked for, such as <c>search: "ek"</c>.</param>
    public async Task<IReadOnlyList<FoundFlight>> AllAsync(string arguments = "")
    {
        var all = new List<FoundFlight>();
        var after = "";
        while (true)
        {
            var page = (await gateway.QueryAsync($$"""{ flights(first: 100 {{after}} {{arguments}}) { nodes { {{Fields}} } pageInfo { hasNextPage endCursor } } }""")).GetProperty("flights");
            all.AddRange(page.GetProperty("nodes").EnumerateArray().Select(Read));
            var info = page.GetProperty("pageInfo");
            if (!info.GetProperty("hasNextPage").GetBoolean())
                return all;
            after = $"after: \"{info.GetProperty("endCursor").GetString()}\"";
        }
    }

    private static FoundFlight Read(JsonElement flight) => new()
    {
        Id = flight.GetProperty("id").GetString()!,
        Airline = flight.GetProperty("airline").GetString()!,
        Origin = flight.GetProperty("origin").GetString()!,
        Destination = flight.GetProperty("destination").GetString()!,
        Scheduled = Time(flight.GetProperty("scheduledDeparture"))!.Value,
        Actual = Time(flight.GetProperty("actualDeparture")),
        DelayMinutes = flight.GetProperty("delayMinutes") is { ValueKind: JsonValueKind.Number } minutes ? minutes.GetDouble() : null,
        Status = flight.GetProperty("status").GetString()!,
        Model = flight.GetProperty("aircraft").GetProperty("model").GetString()!,
        Registration = flight.GetProperty("aircraft").GetProperty("registration").GetString()!,
        Updated = Time(flight.GetProperty("updated"))!.Value,
        History = string.Join(' ', flight.GetProperty("history").EnumerateArray().Select(h =>
            FoundFlight.Report(
                h.GetProperty("status").GetString()!, Time(h.GetProperty("first"))!.Value, Time(h.GetProperty("last"))!.Value))),
    };

    private static DateTimeOffset? Time(JsonElement value) =>
        value.ValueKind == JsonValueKind.Null ? null : DateTimeOffset.Parse(value.GetString()!, CultureInfo.InvariantCulture);
}
