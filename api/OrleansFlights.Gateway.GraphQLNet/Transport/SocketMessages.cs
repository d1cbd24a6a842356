using System.Buffers;
using System.Net.WebSockets;
using System.Text.Json;
using OrleansFlights.Gateway.Http;

namespace OrleansFlights.Gateway.GraphQLNet.Transport;

/// <summary>Reads whole messages of a WebSocket.</summary>
internal static class SocketMessages
{
    /// <summary>The next message as JSON; null when the client closed the socket.</summary>
    /// <exception cref="SocketViolationException">The message is too long, binary, or no JSON object.</exception>
    public static async Task<JsonDocument?> ReadAsync(WebSocket socket, int mostBytes, CancellationToken cancellationToken)
    {
        var message = new ArrayBufferWriter<byte>();
        ValueWebSocketReceiveResult received;
        do
        {
            received = await socket.ReceiveAsync(message.GetMemory(1024), cancellationToken);
            if (received.MessageType == WebSocketMessageType.Close)
                return null;
            if (received.MessageType == WebSocketMessageType.Binary)
                throw new SocketViolationException(SocketClose.Bad("Messages must be text"));
            message.Advance(received.Count);
            if (message.WrittenCount > mostBytes)
                throw new SocketViolationException(
                    new SocketClose((int)WebSocketCloseStatus.MessageTooBig, $"Messages may have {mostBytes} bytes"));
        }
        while (!received.EndOfMessage);

        try
        {
            if (!JsonSoundness.IsSound(message.WrittenSpan))
                throw new SocketViolationException(SocketClose.Bad("Messages must be Unicode text"));
            var parsed = JsonDocument.Parse(message.WrittenMemory);
            if (parsed.RootElement.ValueKind == JsonValueKind.Object)
                return parsed;
            parsed.Dispose();
        }
        catch (JsonException)
        {
            // Told below, as for any other message that is no object.
        }

        throw new SocketViolationException(SocketClose.Bad("Messages must be JSON objects"));
    }

    /// <summary>A member that must be a string and must not be empty.</summary>
    /// <exception cref="SocketViolationException">It is not.</exception>
    public static string Text(JsonElement message, string name) =>
        message.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text
            ? text
            : throw new SocketViolationException(SocketClose.Bad($"Message needs the string '{name}'"));

    /// <summary>The payload: an object or none.</summary>
    /// <exception cref="SocketViolationException">It is something else.</exception>
    public static JsonElement? Payload(JsonElement message)
    {
        if (!message.TryGetProperty("payload", out var payload) || payload.ValueKind == JsonValueKind.Null)
            return null;
        return payload.ValueKind == JsonValueKind.Object
            ? payload : throw new SocketViolationException(SocketClose.Bad("Payload must be an object"));
    }
}

/// <summary>The client broke the protocol; the socket is closed.</summary>
internal sealed class SocketViolationException(SocketClose close) : Exception(close.Reason)
{
    /// <summary>How the socket is closed.</summary>
    public SocketClose Close => close;
}
