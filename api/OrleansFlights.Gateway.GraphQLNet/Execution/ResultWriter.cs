using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using GraphQL;
using GraphQL.Execution;
using GraphQL.SystemTextJson;

namespace OrleansFlights.Gateway.GraphQLNet.Execution;

/// <summary>Writes results as JSON.</summary>
internal sealed class ResultWriter
{
    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly JsonSerializerOptions _json = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters =
        {
            new ExecutionResultJsonConverter(),
            new ExecutionErrorJsonConverter(
                new ErrorInfoProvider(new ErrorInfoProviderOptions { ExposeCodes = false, ExposeData = false })),
        },
    };

    /// <summary>Writes a result.</summary>
    public void Write(IBufferWriter<byte> output, ExecutionResult result)
    {
        using var writer = new Utf8JsonWriter(output, Writing);
        JsonSerializer.Serialize(writer, result, _json);
    }

    /// <summary>Writes a protocol message around a result.</summary>
    public void WriteMessage(IBufferWriter<byte> output, string type, string id, ExecutionResult result)
    {
        using var writer = new Utf8JsonWriter(output, Writing);
        writer.WriteStartObject();
        writer.WriteString("id"u8, id);
        writer.WriteString("type"u8, type);
        writer.WritePropertyName("payload"u8);
        JsonSerializer.Serialize(writer, result, _json);
        writer.WriteEndObject();
    }

    /// <summary>Writes a protocol message around a result's errors.</summary>
    public void WriteErrorMessage(IBufferWriter<byte> output, string id, IEnumerable<ExecutionError> errors)
    {
        using var writer = new Utf8JsonWriter(output, Writing);
        writer.WriteStartObject();
        writer.WriteString("id"u8, id);
        writer.WriteString("type"u8, "error"u8);
        writer.WriteStartArray("payload"u8);
        foreach (var error in errors)
            JsonSerializer.Serialize(writer, error, _json);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
