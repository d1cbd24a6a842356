using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace OrleansFlights.Log.DeadLetters;

/// <summary>
/// A record that is no event, as it lies on the topic of dead letters: JSON, the raw bytes in Base64. Of a record that is too large to lie
/// there whole, the letter holds the first bytes, the lengths and a checksum; the whole of it lies where it came from and in the archive.
/// </summary>
/// <param name="Reason">Why it is none.</param>
/// <param name="Topic">Where it came from.</param>
/// <param name="Partition">Its partition there.</param>
/// <param name="Offset">Its offset there.</param>
/// <param name="Timestamp">Its timestamp, Unix milliseconds.</param>
/// <param name="Key">Its key, or the first bytes of that.</param>
/// <param name="Value">Its value, or the first bytes of that.</param>
public sealed record DeadLetter(
    [property: JsonPropertyName("reason")] string Reason,
    [property: JsonPropertyName("topic")] string Topic,
    [property: JsonPropertyName("partition")] int Partition,
    [property: JsonPropertyName("offset")] long Offset,
    [property: JsonPropertyName("timestamp")] long Timestamp,
    [property: JsonPropertyName("key")] byte[] Key,
    [property: JsonPropertyName("value")] byte[] Value)
{
    /// <summary>Records of at most so many bytes, key and value together, are kept whole.</summary>
    public const int MaxWholeBytes = 256 * 1024;

    /// <summary>How many bytes of the key, and of the value, are kept of a larger one.</summary>
    public const int FirstBytes = 4 * 1024;

    /// <summary>Length of the record's key in bytes, when <see cref="Key"/> holds the first of them only.</summary>
    [JsonPropertyName("key_length")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? KeyLength { get; init; }

    /// <summary>Length of the record's value in bytes, when <see cref="Value"/> holds the first of them only.</summary>
    [JsonPropertyName("length")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Length { get; init; }

    /// <summary>SHA-256 of the record's whole value in hexadecimal, when <see cref="Value"/> holds the first bytes only.</summary>
    [JsonPropertyName("sha256")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Sha256 { get; init; }

    /// <summary>Whether it holds all of the record.</summary>
    [JsonIgnore]
    public bool IsWhole => Length is null && KeyLength is null;

    /// <summary>The key under which it lies on the topic: its place of origin.</summary>
    internal byte[] RecordKey =>
        Encoding.UTF8.GetBytes(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Partition}/{Offset}"));

    /// <summary>The letter of a record, whole if it is small enough.</summary>
    public static DeadLetter Of(in LogRecord record, string reason, string topic)
    {
        if (record.Key.Length + record.Value.Length <= MaxWholeBytes)
            return new DeadLetter(
                reason, topic, record.Partition, record.Offset, record.TimestampMilliseconds, record.Key.ToArray(), record.Value.ToArray());
        return new DeadLetter(
            reason, topic, record.Partition, record.Offset, record.TimestampMilliseconds, First(record.Key), First(record.Value))
        {
            KeyLength = record.Key.Length,
            Length = record.Value.Length,
            Sha256 = Convert.ToHexStringLower(SHA256.HashData(record.Value)),
        };
    }

    /// <summary>The record's value on the topic.</summary>
    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, DeadLetterJson.Default.DeadLetter);

    /// <summary>Reads a value of the topic.</summary>
    /// <exception cref="JsonException">It is no dead letter.</exception>
    public static DeadLetter Parse(ReadOnlySpan<byte> value)
    {
        var letter = JsonSerializer.Deserialize(value, DeadLetterJson.Default.DeadLetter)
            ?? throw new JsonException("a dead letter is an object");
        return letter is { Partition: >= 0, Offset: >= 0 }
            ? letter : throw new JsonException("a dead letter names the partition and the offset it came from");
    }

    /// <summary>The same letter with fewer bytes of the record, for a topic that takes less.</summary>
    /// <param name="bytes">How many bytes of key and value each to keep.</param>
    internal DeadLetter Shortened(int bytes) => Key.Length <= bytes && Value.Length <= bytes ? this : this with
    {
        Key = Key.AsSpan(0, Math.Min(bytes, Key.Length)).ToArray(),
        Value = Value.AsSpan(0, Math.Min(bytes, Value.Length)).ToArray(),
        KeyLength = KeyLength ?? Key.Length,
        Length = Length ?? Value.Length,
        Sha256 = Sha256 ?? Convert.ToHexStringLower(SHA256.HashData(Value)),
    };

    private static byte[] First(ReadOnlySpan<byte> bytes) => bytes[..Math.Min(FirstBytes, bytes.Length)].ToArray();
}

[JsonSourceGenerationOptions(RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(DeadLetter))]
internal sealed partial class DeadLetterJson : JsonSerializerContext;
