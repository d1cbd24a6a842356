using System.Net.Http.Json;
using System.Text.Json;
using OrleansFlights.Flights;

namespace OrleansFlights.Batch.Audit;

/// <summary>Asks a gateway for views over GraphQL.</summary>
internal sealed class GatewayClient(HttpClient http, Uri address, IReadOnlyDictionary<string, string>? shown = null)
{
    /// <summary>Whether answers for a view say what they are made of. That over everything comes as bare counts.</summary>
    public static bool CanAsk(ViewKey view) => view.Dimension != Dimension.Total;

    /// <summary>The answer for a view.</summary>
    /// <exception cref="BatchException">The gateway cannot be asked, or refuses.</exception>
    public async Task<GatewayAnswer> AskAsync(ViewKey view, CancellationToken cancellationToken)
    {
        var (field, path) = Field(view.Dimension);
        var variables = view.Dimension == Dimension.Route
            ? new Dictionary<string, string> { ["origin"] = view.Key[..3], ["destination"] = view.Key[4..] }
            : new Dictionary<string, string> { ["key"] = view.Key };
        var declared = string.Join(", ", variables.Keys.Select(v => $"${v}: String!"));
        var body = new { query = $"query({declared}) {{ {field} }} {GatewayAnswer.Fragment}", variables };
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(address, "/graphql"));
            request.Content = JsonContent.Create(body);
            foreach (var (name, value) in shown ?? new Dictionary<string, string>())
                request.Headers.TryAddWithoutValidation(name, value);
            using var response = await http.SendAsync(request, cancellationToken);
            var answer = await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
            if (answer.TryGetProperty("errors", out var errors))
                throw new BatchException(
                    $"The gateway {address} did not answer for {view}: {errors[0].GetProperty("message").GetString()}");
            return GatewayAnswer.Read(path.Aggregate(answer.GetProperty("data"), (element, name) => element.GetProperty(name)));
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested && IsFailure(e))
        {
            throw new BatchException($"The gateway {address} cannot be asked for {view}: {e.Message}", e);
        }
    }

    private static (string Field, string[] Path) Field(Dimension dimension) => dimension switch
    {
        Dimension.Route => ($"route(origin: $origin, destination: $destination) {GatewayAnswer.Selection}", ["route"]),
        Dimension.Airline => ($"airline(name: $key) {GatewayAnswer.Selection}", ["airline"]),
        Dimension.Departures => ($"airport(code: $key) {{ departures {GatewayAnswer.Selection} }}", ["airport", "departures"]),
        Dimension.Arrivals => ($"airport(code: $key) {{ arrivals {GatewayAnswer.Selection} }}", ["airport", "arrivals"]),
        _ => throw new ArgumentOutOfRangeException(nameof(dimension), dimension, "has no provenance"),
    };

    private static bool IsFailure(Exception e) =>
        e is HttpRequestException or TaskCanceledException or JsonException or KeyNotFoundException or InvalidOperationException;
}
