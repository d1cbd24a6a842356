using System.Text.Json;

namespace Orleans.Streaming.Kafka;

/// <summary>Reads JSON values of records.</summary>
internal static class JsonValue
{
    public static T Read<T>(ReadOnlySpan<byte> json, JsonSerializerOptions options)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(json, options)!;
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            throw new InvalidDataException($"the record is no JSON of a {typeof(T).FullName}: {e.Message}", e);
        }
    }
}
