using System.Text.Json;

namespace Orleans.Streaming.Kafka;

/// <summary>Events as JSON; the type is the one that the consumer asks for.</summary>
public sealed class JsonRecordFormat(string defaultNamespace, JsonSerializerOptions? options = null) : KeyedRecordFormat(defaultNamespace)
{
    private readonly JsonSerializerOptions _options = options ?? JsonSerializerOptions.Web;

    /// <inheritdoc/>
    public override T Read<T>(StreamRecord record) => JsonValue.Read<T>(ValueOf(record).Span, _options);

    /// <inheritdoc/>
    protected override byte[] WriteValue<T>(StreamId stream, T item, ICollection<RecordHeader> headers) =>
        JsonSerializer.SerializeToUtf8Bytes(item, _options);
}
