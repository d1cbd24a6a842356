using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Orleans.Streaming.Kafka;

/// <summary>How CloudEvents lie in records.</summary>
public enum CloudEventsMode
{
    /// <summary>Attributes in <c>ce_</c> headers, data as the value.</summary>
    Binary,

    /// <summary>Attributes and data in one JSON value, content type <c>application/cloudevents+json</c>.</summary>
    Structured,
}

/// <summary>
/// CloudEvents 1.0 with the Kafka protocol binding. Reads both modes, whichever it writes; data is JSON. The stream's key is the record's
/// key, or the <c>partitionkey</c> or <c>subject</c> attribute where there is none.
/// </summary>
/// <param name="defaultNamespace">The namespace of records that name none.</param>
/// <param name="source">The <c>source</c> attribute of what is written, a URI reference.</param>
/// <param name="mode">The mode of what is written.</param>
/// <param name="options">How data becomes JSON and back.</param>
public sealed class CloudEventsRecordFormat(
    string defaultNamespace, string source, CloudEventsMode mode = CloudEventsMode.Binary, JsonSerializerOptions? options = null)
    : KeyedRecordFormat(defaultNamespace)
{
    private const string ContentType = "content-type";
    private const string Structured = "application/cloudevents+json";
    private const string Prefix = "ce_";
    private static readonly string[] KeyAttributes = ["partitionkey", "subject"];

    private readonly JsonSerializerOptions _options = options ?? JsonSerializerOptions.Web;

    /// <inheritdoc/>
    public override StreamId? StreamIdOf(StreamRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        if (record.Value is null || record.Key is { Length: > 0 })
            return base.StreamIdOf(record);
        foreach (var attribute in KeyAttributes)
        {
            if (Attribute(record, attribute) is { Length: > 0 } key)
                return StreamId.Create(record.HeaderText(NamespaceHeader) ?? DefaultNamespace, key);
        }

        throw new InvalidDataException("the record has neither a key nor the attributes partitionkey or subject");
    }

    /// <inheritdoc/>
    public override T Read<T>(StreamRecord record)
    {
        var value = ValueOf(record);
        if (!IsStructured(record))
            return JsonValue.Read<T>(value.Span, _options);

        using var document = Parse(value);
        if (document.RootElement.TryGetProperty("data", out var data))
            return JsonValue.Read<T>(Encoding.UTF8.GetBytes(data.GetRawText()), _options);
        if (document.RootElement.TryGetProperty("data_base64", out var encoded) && encoded.TryGetBytesFromBase64(out var bytes))
            return bytes is T whole ? whole : JsonValue.Read<T>(bytes, _options);
        throw new InvalidDataException("the CloudEvent has no data");
    }

    /// <inheritdoc/>
    protected override byte[] WriteValue<T>(StreamId stream, T item, ICollection<RecordHeader> headers)
    {
        ArgumentNullException.ThrowIfNull(headers);
        (string Name, string Value)[] attributes =
        [
            ("specversion", "1.0"), ("id", Guid.NewGuid().ToString()), ("source", source), ("type", typeof(T).FullName ?? typeof(T).Name),
            ("time", DateTimeOffset.UtcNow.ToString("O", CultureInfo.InvariantCulture)), ("subject", stream.GetKeyAsString()),
        ];
        if (mode == CloudEventsMode.Binary)
        {
            headers.Add(Text(ContentType, "application/json"));
            foreach (var (name, text) in attributes)
                headers.Add(Text(Prefix + name, text));
            return JsonSerializer.SerializeToUtf8Bytes(item, _options);
        }

        headers.Add(Text(ContentType, Structured));
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach (var (name, text) in attributes)
                json.WriteString(name, text);
            json.WriteString("datacontenttype", "application/json");
            json.WritePropertyName("data");
            JsonSerializer.Serialize(json, item, _options);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static bool IsStructured(StreamRecord record) =>
        record.HeaderText(ContentType)?.StartsWith("application/cloudevents", StringComparison.OrdinalIgnoreCase) == true;

    private static string? Attribute(StreamRecord record, string name)
    {
        if (!IsStructured(record))
            return record.HeaderText(Prefix + name);
        using var document = Parse(ValueOf(record));
        return document.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString() : null;
    }

    private static JsonDocument Parse(ReadOnlyMemory<byte> value)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(value);
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"the record is no structured CloudEvent: {e.Message}", e);
        }

        if (document.RootElement.ValueKind == JsonValueKind.Object)
            return document;
        document.Dispose();
        throw new InvalidDataException("the record is no structured CloudEvent: not an object");
    }
}
