using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using OrleansFlights.Flights;
using OrleansFlights.Gateway.Grains;
using OrleansFlights.Gateway.Resolvers;

namespace OrleansFlights.Api.Rest;

/// <summary>The number of events of a route.</summary>
/// <param name="Route">Origin and destination, such as <c>DXB-ZRH</c>.</param>
/// <param name="FlightCount">Events counted.</param>
public sealed record RouteCount([property: JsonPropertyName("route")] string Route, [property: JsonPropertyName("flight_count")] long FlightCount);

/// <summary>REST for the one question that needs no query language.</summary>
public static class RouteCounts
{
    /// <summary>Maps <c>GET /route-counts</c>.</summary>
    public static IEndpointConventionBuilder MapRouteCounts(this IEndpointRouteBuilder routes) => routes
        .MapGet("/route-counts", ReadAsync)
        .WithName("GetRouteCount")
        .WithSummary("Counts the flight events of a route")
        .WithDescription("The number of events from one airport to another, exact now; 0 for a route never seen. Airports are IATA codes, three letters A to Z.")
        .WithTags("Routes")
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<Results<Ok<RouteCount>, ProblemHttpResult>> ReadAsync(
        string? origin, string? destination, IFlightViews views, CancellationToken cancellationToken)
    {
        try
        {
            var (from, to) = ArgumentRules.Route(origin, destination);
            var answer = await views.ReadAsync(ViewKey.Route(from, to), cancellationToken);
            return TypedResults.Ok(new RouteCount(answer.Key, answer.Tally.Events));
        }
        catch (BadArgumentException error)
        {
            return TypedResults.Problem(
                error.Message,
                statusCode: StatusCodes.Status400BadRequest,
                title: $"The parameter '{error.Argument}' is not allowed",
                extensions: new Dictionary<string, object?> { ["parameter"] = error.Argument });
        }
        catch (Exception trouble) when (Unavailability.Is(trouble))
        {
            return TypedResults.Problem(Unavailability.Message, statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }
}
