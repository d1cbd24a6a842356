using System.Buffers;
using System.Text.Json;

namespace OrleansFlights.Gateway.HotChocolate.Transport;

/// <summary>A client's message as far as the protocol's rules go.</summary>
/// <param name="Type">Its type.</param>
/// <param name="Id">The operation that it is about; null for none.</param>
/// <param name="Violation">What is wrong with it; null when nothing is, as far as can be told without reading the operation.</param>
internal readonly record struct SocketMessage(string? Type, string? Id, string? Violation)
{
    /// <summary>How a socket is closed at a message that is wrong.</summary>
    public const int Bad = 4400;

    /// <summary>Reads a message.</summary>
    public static SocketMessage Read(ReadOnlySequence<byte> message)
    {
        try
        {
            using var document = JsonDocument.Parse(message);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
                return new(null, null, "Message must be an object");
            var (type, id) = (Text(root, "type"), Text(root, "id"));
            return new(type, id, Is(root, "payload", JsonValueKind.Object) ? type == "subscribe"
                ? OfSubscribe(root) : null : "Payload must be an object");
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException)
        {
            return new(null, null, "Message is no JSON");
        }
    }

    private static string? OfSubscribe(JsonElement root)
    {
        if (!root.TryGetProperty("payload", out var payload) || payload.ValueKind != JsonValueKind.Object)
            return "Message needs the object 'payload'";
        if (Text(payload, "query") is null)
            return "The member 'query' is missing; it takes the GraphQL document as a string";
        if (!Is(payload, "operationName", JsonValueKind.String))
            return "The member 'operationName' must be a string";
        return Is(payload, "variables", JsonValueKind.Object) && Is(payload, "extensions", JsonValueKind.Object)
            ? null : "The members 'variables' and 'extensions' must be objects";
    }

    private static string? Text(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static bool Is(JsonElement parent, string name, JsonValueKind kind) =>
        !parent.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null || value.ValueKind == kind;
}
