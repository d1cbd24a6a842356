using Microsoft.AspNetCore.Http.HttpResults;
using OrleansFlights.Gateway.Errors;
using OrleansFlights.Gateway.Grains;
using OrleansFlights.Gateway.Resolvers;

namespace OrleansFlights.Api.Rest;

/// <summary>What REST answers in place of what was asked, as RFC 9457 has it.</summary>
internal static class RestErrors
{
    /// <summary>Runs a request's work, and answers its failures.</summary>
    public static async Task<IResult> CatchAsync(Func<Task<IResult>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception failure) when (Of(failure) is { } problem)
        {
            return problem;
        }
    }

    /// <summary>The answer to a failure; null for one that is a defect.</summary>
    public static ProblemHttpResult? Of(Exception failure) => failure switch
    {
        BadArgumentException error => TypedResults.Problem(
            error.Message,
            statusCode: StatusCodes.Status400BadRequest,
            title: $"The parameter '{error.Argument}' is not allowed",
            extensions: new Dictionary<string, object?> { ["parameter"] = error.Argument }),
        TooMuchException or TooManyViewsException => TypedResults.Problem(
            failure.Message, statusCode: StatusCodes.Status400BadRequest, title: "Too much for one answer"),
        NotYetException early => TypedResults.Problem(
            early.Message,
            statusCode: StatusCodes.Status503ServiceUnavailable,
            title: "Not counted yet",
            extensions: new Dictionary<string, object?> { ["code"] = ErrorCodes.NotYet, ["reached"] = ViewCursor.Encode(early.Reached) }),
        _ when Unavailability.Is(failure) =>
            TypedResults.Problem(Unavailability.Message, statusCode: StatusCodes.Status503ServiceUnavailable),
        _ => null,
    };
}
