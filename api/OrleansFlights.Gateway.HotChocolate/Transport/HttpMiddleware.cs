using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Hosting;
using Microsoft.Net.Http.Headers;
using OrleansFlights.Gateway.Http;
using OrleansFlights.Gateway.Limits;

namespace OrleansFlights.Gateway.HotChocolate.Transport;

/// <summary>
/// Stands before HotChocolate at <c>/graphql</c>: shows browsers the playground, refuses what the contract refuses before a request is
/// read, counts connections, and names the one media type that the answer is to have.
/// </summary>
internal sealed class HttpMiddleware(
    SocketMiddleware sockets, ConnectionLimit connections, Playground playground, GraphQLLimits limits, IHostApplicationLifetime lifetime)
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
            return RefuseAsync(context, MediaTypes.Json, RequestRejection.NotAcceptable);
        if (RequestRejection.Of(request, limits) is { } refusal)
            return RefuseAsync(context, form, refusal);

        request.Headers.Accept = form;
        context.Response.Headers.Vary = HeaderNames.Accept;
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = limits.MaxBodyBytes;
        return form == MediaTypes.EventStream ? StreamAsync(context, server) : server(context);
    }

    private async Task StreamAsync(HttpContext context, RequestDelegate server)
    {
        using var place = connections.TryEnter();
        if (place is null)
        {
            await RefuseAsync(context, MediaTypes.Json, connections.Full);
            return;
        }

        context.Response.Headers["X-Accel-Buffering"] = "no";
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        context.RequestAborted = end.Token;
        await server(context);
    }

    private static Task RefuseAsync(HttpContext context, string form, RequestRejection refusal)
    {
        if (refusal.Status == StatusCodes.Status405MethodNotAllowed)
            context.Response.Headers.Allow = "GET, POST";
        context.Response.StatusCode = refusal.Status;
        var type = form == MediaTypes.EventStream ? MediaTypes.Json : form;
        return context.Response.WriteAsJsonAsync(new { errors = new[] { new { message = refusal.Message } } }, JsonSerializerOptions.Web,
            $"{type}; charset=utf-8", context.RequestAborted);
    }
}
