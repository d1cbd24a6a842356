using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using OrleansFlights.Api.Edge;
using OrleansFlights.Batch;
using OrleansFlights.Batch.Runs;
using OrleansFlights.Gateway.Http;
using OrleansFlights.Views;

namespace OrleansFlights.Api.Rest;

/// <summary>A batch generation as an operator sees it.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Created">When its run began.</param>
/// <param name="Mode"><c>full</c> or <c>incremental</c>.</param>
/// <param name="Complete">Whether it may be published.</param>
/// <param name="Published">Whether answers are made from it.</param>
/// <param name="Pinned">Why it stays published whatever runs make; null when it does not.</param>
public sealed record ListedGeneration(
    [property: JsonPropertyName("id")] long Id,
    [property: JsonPropertyName("created")] DateTimeOffset Created,
    [property: JsonPropertyName("mode")] string Mode,
    [property: JsonPropertyName("complete")] bool Complete,
    [property: JsonPropertyName("published")] bool Published,
    [property: JsonPropertyName("pinned")] string? Pinned);

/// <summary>Why a generation is gone back to.</summary>
/// <param name="Reason">For those who see that it is pinned; at most <see cref="Generations.LongestReason"/> characters.</param>
public sealed record RollbackReason([property: JsonPropertyName("reason")] string? Reason);

/// <summary>
/// <c>/generations</c>: lists, publishes, rolls back and unpins, as the commands of the batch layer do, for those who may operate. Every
/// answer is the list as it is then. Takes JSON alone, so that no page of another site can send it without being asked for permission.
/// </summary>
public static class Generations
{
    /// <summary>Longest reason, in characters.</summary>
    public const int LongestReason = 200;

    /// <summary>Maps them.</summary>
    public static void MapGenerations(this WebApplication app)
    {
        var group = app.MapGroup("/generations").WithTags("Operate")
            .ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status501NotImplemented);
        group.AddEndpointFilter(CheckAsync);
        group.MapGet("", (IServiceProvider services, CancellationToken stop) => ListAsync(services, stop))
            .WithSummary("Lists the generations of the views store");
        group.MapPost("/{id:long}/publish", (long id, IServiceProvider services, CancellationToken stop) =>
            ActAsync(services, publisher => publisher.PublishAsync(id, stop), stop))
            .WithSummary("Publishes a generation; one older than the published one is pinned");
        group.MapPost("/rollback", (RollbackReason body, IServiceProvider services, CancellationToken stop) =>
            ActAsync(services, publisher => publisher.RollBackAsync(Short(body.Reason), stop), stop))
            .WithSummary("Publishes the generation before the published one, and pins it");
        group.MapPost("/unpin", (IServiceProvider services, CancellationToken stop) =>
            ActAsync(services, _ => services.GetRequiredService<IBatchViewsWriter>().UnpinAsync(stop).AsTask(), stop))
            .WithSummary("Lets runs publish again");
    }

    private static async ValueTask<object?> CheckAsync(EndpointFilterInvocationContext call, EndpointFilterDelegate next)
    {
        var context = call.HttpContext;
        if (!OperatorAccess.IsAllowed(context, context.RequestServices.GetRequiredService<EdgeOptions>()))
            return TypedResults.Problem(
                $"Only clients with the right '{Rights.Operate}' may do this; where no client is asked who it is, only the machine itself.",
                statusCode: StatusCodes.Status403Forbidden);
        if (context.RequestServices.GetService<Publisher>() is null)
            return TypedResults.Problem(
                "This process has no batch layer; use the commands of the batch layer.", statusCode: StatusCodes.Status501NotImplemented);
        if (HttpMethods.IsPost(context.Request.Method) && !MediaTypes.IsJson(context.Request.ContentType))
            return TypedResults.Problem(
                $"Content-Type must be {MediaTypes.Json}.", statusCode: StatusCodes.Status415UnsupportedMediaType);
        return await next(call);
    }

    private static async Task<Results<Ok<List<ListedGeneration>>, ProblemHttpResult>> ActAsync(
        IServiceProvider services, Func<Publisher, Task> act, CancellationToken stop)
    {
        try
        {
            await act(services.GetRequiredService<Publisher>());
            return await ListAsync(services, stop);
        }
        catch (Exception refused) when (refused is BatchException or ViewsException)
        {
            return TypedResults.Problem(refused.Message, statusCode: StatusCodes.Status409Conflict);
        }
    }

    private static async Task<Ok<List<ListedGeneration>>> ListAsync(IServiceProvider services, CancellationToken stop)
    {
        var published = await services.GetRequiredService<IBatchViews>().GetPublishedAsync(stop);
        var all = await services.GetRequiredService<IBatchViewsWriter>().ListGenerationsAsync(stop);
        return TypedResults.Ok(all.Select(g => new ListedGeneration(
            g.Id, g.Created, g.Mode, g.State == GenerationState.Complete, g.Id == published.Published.Id,
            published.Pin is { } pin && pin.Generation == g.Id ? pin.Reason : null)).ToList());
    }

    private static string? Short(string? reason) =>
        string.IsNullOrWhiteSpace(reason) ? null : reason.Length > LongestReason ? reason[..LongestReason] : reason.Trim();
}
