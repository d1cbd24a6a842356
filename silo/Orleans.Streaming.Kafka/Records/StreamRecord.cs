using System.Text;

namespace Orleans.Streaming.Kafka;

/// <summary>A record as it was read from a partition.</summary>
[GenerateSerializer, Immutable, Alias("kafka-streams.record")]
public sealed class StreamRecord
{
    /// <summary>What a record costs in memory beside its bytes, roughly.</summary>
    private const int Overhead = 160;

    /// <summary>Makes a record.</summary>
    /// <param name="offset">Its offset in the partition.</param>
    /// <param name="timestamp">Unix milliseconds.</param>
    /// <param name="key">Its key; null without one.</param>
    /// <param name="value">Its value; null for a tombstone.</param>
    /// <param name="headers">Its headers in their order.</param>
    public StreamRecord(long offset, long timestamp, byte[]? key, byte[]? value, RecordHeader[] headers)
    {
        ArgumentNullException.ThrowIfNull(headers);
        Offset = offset;
        Timestamp = timestamp;
        Key = key is null ? default(ReadOnlyMemory<byte>?) : key;
        Value = value is null ? default(ReadOnlyMemory<byte>?) : value;
        Headers = headers;
    }

    /// <summary>Its offset in the partition.</summary>
    [Id(0)]
    public long Offset { get; }

    /// <summary>When it was written or said to have happened, Unix milliseconds.</summary>
    [Id(1)]
    public long Timestamp { get; }

    /// <summary>Its key; null without one.</summary>
    [Id(2)]
    public ReadOnlyMemory<byte>? Key { get; }

    /// <summary>Its value; null for a tombstone.</summary>
    [Id(3)]
    public ReadOnlyMemory<byte>? Value { get; }

    /// <summary>Its headers in their order.</summary>
    [Id(4)]
    public IReadOnlyList<RecordHeader> Headers { get; }

    /// <summary>The memory that it takes, roughly, in bytes.</summary>
    internal int Size
    {
        get
        {
            var size = Overhead + (Key?.Length ?? 0) + (Value?.Length ?? 0);
            foreach (var header in Headers)
                size += header.Name.Length + header.Value.Length;
            return size;
        }
    }

    /// <summary>The last header of a name; null without one.</summary>
    public ReadOnlyMemory<byte>? Header(string name)
    {
        for (var i = Headers.Count - 1; i >= 0; i--)
        {
            if (string.Equals(Headers[i].Name, name, StringComparison.Ordinal))
                return Headers[i].Value;
        }

        return null;
    }

    /// <summary>The last header of a name as text; null without one.</summary>
    public string? HeaderText(string name) => Header(name) is { } value ? Encoding.UTF8.GetString(value.Span) : null;
}
