using System.Net.Http.Json;
using System.Text.Json;

namespace OrleansFlights.Testing;

/// <summary>An answer and the watermarks that it claims.</summary>
public sealed record WatermarkedAnswer(
    string View, Counts Counts, IReadOnlyDictionary<int, long> Watermarks, bool Complete, long Generation);

/// <summary>Asks a gateway over HTTP.</summary>
public sealed class GatewayClient(HttpClient client, Uri address)
{
    public async Task<JsonElement> QueryAsync(string query)
    {
        using var response = await client.PostAsJsonAsync(new Uri(address, "/graphql"), new { query });
        var body = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.False(body.TryGetProperty("errors", out var errors), $"{query}: {errors}");
        return body.GetProperty("data");
    }

    public async Task<WatermarkedAnswer> RouteAsync(string origin, string destination) => Answer(
        LogRecount.Route(origin, destination),
        (await QueryAsync($"{{ {RouteField(origin, destination)} }}")).GetProperty("route"));

    /// <summary>Many routes in one query.</summary>
    public async Task<IReadOnlyList<WatermarkedAnswer>> RoutesAsync(IReadOnlyList<(string Origin, string Destination)> routes)
    {
        var data = await QueryAsync($"{{ {string.Join(' ', routes.Select((r, i) => $"r{i}: {RouteField(r.Origin, r.Destination)}"))} }}");
        return [.. routes.Select((r, i) => Answer(LogRecount.Route(r.Origin, r.Destination), data.GetProperty($"r{i}")))];
    }

    /// <summary>
    /// Waits until every partition is delivered to where it ended when this was called. What comes later is not waited for: under a steady
    /// load there is always something that is not delivered yet.
    /// </summary>
    public async Task CaughtUpAsync(TimeSpan deadline)
    {
        var until = DateTime.UtcNow + deadline;
        Dictionary<int, long>? ends = null;
        while (true)
        {
            var pipeline = (await QueryAsync("{ pipeline { partitions { partition endOffset watermark } } }")).GetProperty("pipeline");
            ends ??= Offsets("endOffset");
            var watermarks = Offsets("watermark");
            if (ends.All(end => watermarks.GetValueOrDefault(end.Key) >= end.Value))
                return;
            Assert.True(DateTime.UtcNow < until, $"not caught up within {deadline}: {pipeline}");
            await Task.Delay(50);

            Dictionary<int, long> Offsets(string name) => pipeline.GetProperty("partitions").EnumerateArray()
                .ToDictionary(p => p.GetProperty("partition").GetInt32(), p => p.GetProperty(name).GetInt64());
        }
    }

    private static string RouteField(string origin, string destination) =>
        $$"""route(origin: "{{origin}}", destination: "{{destination}}") { {{Counts.Fields}} }""";

    private static WatermarkedAnswer Answer(string view, JsonElement route)
    {
        var provenance = route.GetProperty("provenance");
        return new WatermarkedAnswer(
            view,
            Counts.Of(route.GetProperty("tally")),
            provenance.GetProperty("watermarks").EnumerateArray()
                .ToDictionary(w => w.GetProperty("partition").GetInt32(), w => w.GetProperty("offset").GetInt64()),
            provenance.GetProperty("complete").GetBoolean(),
            provenance.GetProperty("generation").GetInt64());
    }
}
