using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using OrleansFlights.Flights;
using OrleansFlights.Gateway.Grains;
using OrleansFlights.Gateway.Resolvers;
using OrleansFlights.Grains.Contracts;

namespace OrleansFlights.Api.Rest;

/// <summary>The number of events of a route.</summary>
/// <param name="Route">Origin and destination, such as <c>DXB-ZRH</c>.</param>
/// <param name="FlightCount">Events counted.</param>
/// <param name="Complete">False when the log was cut off above what the answer would have needed: then it may count too little.</param>
/// <param name="Watermarks">Per partition, the offset up to which, exclusive, the answer counts; partitions at 0 are left out.</param>
/// <param name="Cursor">Stands for the watermarks; taken as <c>atLeast</c>.</param>
public sealed record RouteCount(
    [property: JsonPropertyName("route")] string Route,
    [property: JsonPropertyName("flight_count")] long FlightCount,
    [property: JsonPropertyName("complete")] bool Complete,
    [property: JsonPropertyName("watermarks")] IReadOnlyList<PartitionOffset> Watermarks,
    [property: JsonPropertyName("cursor")] string Cursor);

/// <summary>REST for the one question that needs no query language.</summary>
public static class RouteCounts
{
    /// <summary>The header that every answer carries its cursor in.</summary>
    public const string CursorHeader = "Flights-Cursor";

    /// <summary>Maps <c>GET /route-counts</c>.</summary>
    public static IEndpointConventionBuilder MapRouteCounts(this IEndpointRouteBuilder routes) => routes
        .MapMethods("/route-counts", [HttpMethods.Get, HttpMethods.Head], ReadAsync)
        .WithName("GetRouteCount")
        .WithSummary("Counts the flight events of a route")
        .WithDescription(
            "The number of events from one airport to another, exact now; 0 for a route never seen. Airports are IATA codes, three letters "
            + "A to Z; with atLeast, a cursor or positions, the answer counts at least so much.")
        .WithTags("Routes")
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<Results<Ok<RouteCount>, ProblemHttpResult>> ReadAsync(
        string? origin, string? destination, string? atLeast, IFlightViews views, HttpResponse response,
            CancellationToken cancellationToken)
    {
        try
        {
            var (from, to) = ArgumentRules.Route(origin, destination);
            var view = ViewKey.Route(from, to);
            var answer = await views.ReadAsync(view, AtLeast.Read(atLeast), cancellationToken);
            var cursor = ViewCursor.Encode(view, answer.Watermarks);
            response.Headers[CursorHeader] = cursor;
            return TypedResults.Ok(new RouteCount(answer.Key, answer.Tally.Events, answer.Complete, answer.Watermarks, cursor));
        }
        catch (Exception failure) when (RestErrors.Of(failure) is { } problem)
        {
            return problem;
        }
    }
}
