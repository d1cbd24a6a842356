using System.Net.WebSockets;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Hosting;
using OrleansFlights.Gateway.Http;
using OrleansFlights.Gateway.Limits;

namespace OrleansFlights.Gateway.HotChocolate.Transport;

/// <summary>
/// Lets in WebSockets that speak <c>graphql-transport-ws</c>, as many as the limit allows, and hands HotChocolate a
/// <see cref="GuardedSocket"/> for each.
/// </summary>
internal sealed class SocketMiddleware(
    ConnectionLimit connections, GraphQLLimits limits, TimeProvider time, IHostApplicationLifetime lifetime)
{
    private const string Protocol = "graphql-transport-ws";
    private const WebSocketCloseStatus NotAcceptable = (WebSocketCloseStatus)4406;

    /// <summary>Serves a WebSocket until it closes.</summary>
    public async Task HandleAsync(HttpContext context, RequestDelegate server)
    {
        using var place = connections.TryEnter();
        if (place is null)
        {
            await connections.RefuseAsync(context);
            return;
        }

        var sockets = new GuardedSockets(
            context.Features.GetRequiredFeature<IHttpWebSocketFeature>(), limits, time, lifetime.ApplicationStopping);
        if (!context.WebSockets.WebSocketRequestedProtocols.Contains(Protocol))
        {
            using var socket = await sockets.AcceptAsync(new WebSocketAcceptContext());
            await socket.CloseAsync(NotAcceptable, "Subprotocol not acceptable", context.RequestAborted);
            return;
        }

        context.Features.Set<IHttpWebSocketFeature>(sockets);
        await server(context);
    }

    private sealed class GuardedSockets(IHttpWebSocketFeature inner, GraphQLLimits limits, TimeProvider time, CancellationToken stopping)
        : IHttpWebSocketFeature
    {
        public bool IsWebSocketRequest => inner.IsWebSocketRequest;

        public async Task<WebSocket> AcceptAsync(WebSocketAcceptContext context)
        {
            context.KeepAliveInterval = limits.KeepAlive;
            context.KeepAliveTimeout = limits.KeepAlive;
            return new GuardedSocket(await inner.AcceptAsync(context), limits.MaxBodyBytes, time, stopping);
        }
    }
}
