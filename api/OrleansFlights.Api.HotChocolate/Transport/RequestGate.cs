using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Hosting;
using Microsoft.Net.Http.Headers;
using OrleansFlights.Api.Serving;

namespace OrleansFlights.Api.HotChocolate;

/// <summary>
/// Stands before HotChocolate at <c>/graphql</c>: shows browsers the playground, refuses what the contract refuses before a request is read, counts
/// connections, and names the one media type that the answer is to have.
/// </summary>
internal sealed class RequestGate(SocketGate sockets, ConnectionLimit connections, Playground playground, GraphQLLimits limits, IHostApplicationLifetime lifetime)
{
    /// <summary>The address.</summary>
    public const string Path = "/graphql";

    /// <summary>Answers a request or lets the server do it.</summary>
    public Task HandleAsync(HttpContext context, RequestDelegate server)
    {
        var request = context.Request;
        if (!request.Path.StartsWithSegments(Path, out var below) || below.Value is not ("" or "/"))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        if (context.WebSockets.IsWebSocketRequest)
            return sockets.HandleAsync(context, server);
        if (HttpMethods.IsGet(request.Method) && MediaTypes.WantsHtml(request.Headers.Accept))
            return playground.HandleAsync(context);

        var form = MediaTypes.Choose(request.Headers.Accept);
        if (form is null)
            return RefuseAsync(context, MediaTypes.Json, StatusCodes.Status406NotAcceptable, $"Accept takes {MediaTypes.GraphQLResponse}, {MediaTypes.Json} or {MediaTypes.EventStream}.");
        if (Refusal(request) is { } refusal)
            return RefuseAsync(context, form, refusal.Status, refusal.Message);

        request.Headers.Accept = form;
        context.Response.Headers.Vary = HeaderNames.Accept;
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = limits.MaxBodyBytes;
        return form == MediaTypes.EventStream ? StreamAsync(context, server) : server(context);
    }

    private (int Status, string Message)? Refusal(HttpRequest request)
    {
        if (HttpMethods.IsGet(request.Method))
            return string.IsNullOrEmpty(request.Query["query"]) ? (StatusCodes.Status400BadRequest, "The parameter 'query' is missing; it takes the GraphQL document.") : null;
        if (!HttpMethods.IsPost(request.Method))
            return (StatusCodes.Status405MethodNotAllowed, "GraphQL takes GET and POST.");
        if (!MediaTypes.IsJson(request.ContentType))
            return (StatusCodes.Status415UnsupportedMediaType, $"Content-Type must be {MediaTypes.Json} in UTF-8.");
        return request.ContentLength > limits.MaxBodyBytes ? (StatusCodes.Status413PayloadTooLarge, $"The body is larger than {limits.MaxBodyBytes} bytes.") : null;
    }

    private async Task StreamAsync(HttpContext context, RequestDelegate server)
    {
        using var place = connections.TryEnter();
        if (place is null)
        {
            await RefuseAsync(context, MediaTypes.Json, StatusCodes.Status503ServiceUnavailable, connections.Full);
            return;
        }

        context.Response.Headers["X-Accel-Buffering"] = "no";
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        context.RequestAborted = end.Token;
        await server(context);
    }

    private static Task RefuseAsync(HttpContext context, string form, int status, string message)
    {
        if (status == StatusCodes.Status405MethodNotAllowed)
            context.Response.Headers.Allow = "GET, POST";
        context.Response.StatusCode = status;
        var type = form == MediaTypes.EventStream ? MediaTypes.Json : form;
        return context.Response.WriteAsJsonAsync(new { errors = new[] { new { message } } }, JsonSerializerOptions.Web, $"{type}; charset=utf-8", context.RequestAborted);
    }
}
