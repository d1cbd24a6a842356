using System.Text.Json;
using System.Text.Json.Serialization;

namespace OrleansFlights.Log.DeadLetters;

/// <summary>A record that is no event, as it lies on the topic of dead letters: JSON, the raw bytes in Base64.</summary>
/// <param name="Reason">Why it is none.</param>
/// <param name="Topic">Where it came from.</param>
/// <param name="Partition">Its partition there.</param>
/// <param name="Offset">Its offset there.</param>
/// <param name="Timestamp">Its timestamp, Unix milliseconds.</param>
/// <param name="Key">Its key.</param>
/// <param name="Value">Its value.</param>
public sealed record DeadLetter(
    [property: JsonPropertyName("reason")] string Reason,
    [property: JsonPropertyName("topic")] string Topic,
    [property: JsonPropertyName("partition")] int Partition,
    [property: JsonPropertyName("offset")] long Offset,
    [property: JsonPropertyName("timestamp")] long Timestamp,
    [property: JsonPropertyName("key")] byte[] Key,
    [property: JsonPropertyName("value")] byte[] Value)
{
    /// <summary>The record's value on the topic.</summary>
    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, DeadLetterJson.Default.DeadLetter);

    /// <summary>Reads a value of the topic.</summary>
    /// <exception cref="JsonException">It is no dead letter.</exception>
    public static DeadLetter Parse(ReadOnlySpan<byte> value) =>
        JsonSerializer.Deserialize(value, DeadLetterJson.Default.DeadLetter) ?? throw new JsonException("a dead letter is an object");
}

[JsonSerializable(typeof(DeadLetter))]
internal sealed partial class DeadLetterJson : JsonSerializerContext;
