using OrleansFlights.Gateway.GraphQLNet.Execution;
using OrleansFlights.Gateway.Http;
using OrleansFlights.Gateway.Limits;

namespace OrleansFlights.Gateway.GraphQLNet.Transport;

/// <summary>Accepts WebSockets that speak the <c>graphql-transport-ws</c> protocol.</summary>
internal sealed class SocketTransport(
    OperationExecutor executor, ResultWriter writer, ConnectionLimit connections, GraphQLLimits limits, GatewayMetrics metrics,
        TimeProvider time, IHostApplicationLifetime lifetime)
{
    /// <summary>Name of the protocol.</summary>
    public const string Protocol = "graphql-transport-ws";

    /// <summary>Serves a WebSocket until it closes.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        using var place = connections.TryEnter();
        if (place is null)
        {
            await connections.RefuseAsync(context);
            return;
        }

        var speaks = context.WebSockets.WebSocketRequestedProtocols.Contains(Protocol);
        using var socket = await context.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext
        {
            SubProtocol = speaks ? Protocol : null,
            KeepAliveInterval = limits.KeepAlive,
            KeepAliveTimeout = limits.KeepAlive,
        });
        await using var session = new SocketSession(socket, executor, writer, limits, metrics, time);
        if (speaks)
            await session.RunAsync(lifetime.ApplicationStopping, context.RequestAborted);
        else
            await session.RefuseAsync(new SocketClose(4406, "Subprotocol not acceptable"));
    }
}

/// <summary>Why a WebSocket is closed.</summary>
/// <param name="Code">Close code.</param>
/// <param name="Reason">Up to 123 bytes of text.</param>
internal readonly record struct SocketClose(int Code, string Reason)
{
    public static readonly SocketClose InitTimeout = new(4408, "Connection initialisation timeout");
    public static readonly SocketClose Stopping = new(1001, "Shutting down");
    public static readonly SocketClose TooManyInits = new(4429, "Too many initialisation requests");
    public static readonly SocketClose Unauthorized = new(4401, "Unauthorized");

    public static SocketClose Bad(string reason) => new(4400, reason);

    public static SocketClose Duplicate(string id) =>
        new(4409, $"Subscriber for {(id.Length > 40 ? id[..40] + "..." : id)} already exists");
}
