using System.Text.Json;
using GraphQL;
using GraphQL.SystemTextJson;
using OrleansFlights.Gateway.Http;

namespace OrleansFlights.Gateway.GraphQLNet.Execution;

/// <summary>What a client wants executed.</summary>
/// <param name="Query">The document.</param>
/// <param name="OperationName">Which of its operations; null when it has one.</param>
/// <param name="Variables">Values of its variables.</param>
internal sealed record OperationRequest(string Query, string? OperationName, Inputs Variables)
{
    private static readonly JsonSerializerOptions Json = new() { Converters = { new InputsJsonConverter() } };

    /// <summary>Reads the parameters of GraphQL over HTTP, which are also the payload of a WebSocket's <c>subscribe</c>.</summary>
    /// <exception cref="RequestException">They are not as they must be.</exception>
    public static OperationRequest Read(JsonElement parameters)
    {
        if (parameters.ValueKind != JsonValueKind.Object)
            throw new RequestException("The request must be a JSON object with the member 'query'.");
        var query = Sound(Text(parameters, "query")
            ?? throw new RequestException("The member 'query' is missing; it takes the GraphQL document as a string."));
        _ = Member(parameters, "extensions", JsonValueKind.Object, "an object");
        return new OperationRequest(
            query,
            Text(parameters, "operationName"),
            Member(parameters, "variables", JsonValueKind.Object, "an object") is { } variables
                ? variables.Deserialize<Inputs>(Json)! : Inputs.Empty);
    }

    /// <summary>Reads the parameters from a query string that has the document.</summary>
    /// <exception cref="RequestException">They are not as they must be.</exception>
    public static OperationRequest Read(IQueryCollection parameters)
    {
        _ = Object(parameters, "extensions");
        return new OperationRequest(Sound(parameters["query"].ToString()), parameters["operationName"] is [{ Length: > 0 } name]
            ? name : null, Object(parameters, "variables"));
    }

    private static string Sound(string document) =>
        JsonSoundness.IsSoundDocument(document) ? document : throw new RequestException(JsonSoundness.Message);

    private static Inputs Object(IQueryCollection parameters, string name)
    {
        var text = parameters[name].ToString();
        if (text.Length == 0)
            return Inputs.Empty;
        try
        {
            return JsonSoundness.IsSound(System.Text.Encoding.UTF8.GetBytes(text))
                ? JsonSerializer.Deserialize<Inputs>(text, Json) ?? Inputs.Empty
                : throw new RequestException(JsonSoundness.Message);
        }
        catch (JsonException)
        {
            throw new RequestException($"The parameter '{name}' must be a JSON object.");
        }
    }

    private static string? Text(JsonElement parameters, string name) =>
        Member(parameters, name, JsonValueKind.String, "a string")?.GetString();

    private static JsonElement? Member(JsonElement parameters, string name, JsonValueKind kind, string allowed)
    {
        if (!parameters.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
            return null;
        return value.ValueKind == kind ? value : throw new RequestException($"The member '{name}' must be {allowed}.");
    }
}

/// <summary>A request that cannot be executed as it is.</summary>
internal sealed class RequestException(string message, int status = StatusCodes.Status400BadRequest) : Exception(message)
{
    /// <summary>A request that is refused for its outside.</summary>
    public RequestException(RequestRejection refusal)
        : this(refusal.Message, refusal.Status)
    {
    }

    /// <summary>HTTP status that tells it.</summary>
    public int Status => status;
}
