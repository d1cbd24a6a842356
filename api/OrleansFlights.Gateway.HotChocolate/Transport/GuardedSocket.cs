using System.Net.WebSockets;

namespace OrleansFlights.Gateway.HotChocolate.Transport;

/// <summary>
/// A WebSocket as HotChocolate may use it. A message beyond the limit closes it; sends take turns and are never cut off half way, which
/// would abort the socket, but not begun either when the operation has ended; a close waits a little for the client's, so that its code
/// arrives; when the server stops, the client is told.
/// </summary>
internal sealed class GuardedSocket : WebSocket
{
    private static readonly TimeSpan ClosePatience = TimeSpan.FromSeconds(2);

    private readonly WebSocket _inner;
    private readonly int _maxBytes;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _sending = new(1);
    private readonly CancellationTokenRegistration _stopping;
    private int _received;

    public GuardedSocket(WebSocket inner, int maxBytes, TimeProvider time, CancellationToken stopping)
    {
        _inner = inner;
        _maxBytes = maxBytes;
        _time = time;
        _stopping = stopping.Register(
            () => _ = CloseAsync(WebSocketCloseStatus.EndpointUnavailable, "Shutting down", CancellationToken.None));
    }

    public override WebSocketCloseStatus? CloseStatus =>
        _inner.CloseStatus ?? (_inner.State is WebSocketState.Aborted or WebSocketState.Closed ? WebSocketCloseStatus.Empty : null);

    public override string? CloseStatusDescription => _inner.CloseStatusDescription;

    public override WebSocketState State => _inner.State;

    public override string? SubProtocol => _inner.SubProtocol;

    public override void Abort() => _inner.Abort();

    public override async Task<WebSocketReceiveResult> ReceiveAsync(ArraySegment<byte> buffer, CancellationToken cancellationToken)
    {
        var received = await ReceiveAsync(buffer.AsMemory(), cancellationToken);
        return new WebSocketReceiveResult(received.Count, received.MessageType, received.EndOfMessage, CloseStatus, CloseStatusDescription);
    }

    public override async ValueTask<ValueWebSocketReceiveResult> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        // Not by the caller's token: to cancel a receive aborts the socket before the client is told why. A close ends it.
        var received = await _inner.ReceiveAsync(buffer, CancellationToken.None);
        if (received.MessageType == WebSocketMessageType.Close)
        {
            await CloseAsync(WebSocketCloseStatus.NormalClosure, "", cancellationToken);
            return received;
        }

        _received += received.Count;
        if (received.MessageType == WebSocketMessageType.Binary)
            await CloseAsync((WebSocketCloseStatus)SocketMessage.Bad, "Messages are text", cancellationToken);
        else if (_received > _maxBytes)
            await CloseAsync(WebSocketCloseStatus.MessageTooBig, $"A message may have {_maxBytes} bytes", cancellationToken);
        if (received.EndOfMessage)
            _received = 0;
        return received;
    }

    public override Task SendAsync(
        ArraySegment<byte> buffer, WebSocketMessageType messageType, bool endOfMessage, CancellationToken cancellationToken) =>
        SendAsync(buffer.AsMemory(), messageType, endOfMessage, cancellationToken).AsTask();

    public override async ValueTask SendAsync(
        ReadOnlyMemory<byte> buffer, WebSocketMessageType messageType, bool endOfMessage, CancellationToken cancellationToken)
    {
        await _sending.WaitAsync(cancellationToken);
        try
        {
            if (_inner.State == WebSocketState.Open)
                await _inner.SendAsync(buffer, messageType, endOfMessage, CancellationToken.None);
        }
        finally
        {
            _sending.Release();
        }
    }

    public override async Task CloseAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(ClosePatience, _time);
        try
        {
            if (_inner.State is WebSocketState.Open or WebSocketState.CloseReceived or WebSocketState.CloseSent)
                await _inner.CloseAsync(closeStatus, statusDescription, patience.Token);
        }
        catch (Exception gone) when (gone is OperationCanceledException or WebSocketException or IOException)
        {
            _inner.Abort();
        }
    }

    public override Task CloseOutputAsync(
        WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken) =>
        CloseAsync(closeStatus, statusDescription, cancellationToken);

    public override void Dispose()
    {
        _stopping.Dispose();
        _inner.Dispose();
        _sending.Dispose();
    }
}
