using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using OrleansFlights.Flights;
using OrleansFlights.Gateway.Http;
using OrleansFlights.Gateway.Resolvers;
using OrleansFlights.Grains.Contracts;
using OrleansFlights.Log;

namespace OrleansFlights.Api.Rest;

/// <summary>What became of the events of a request, in their order.</summary>
/// <param name="Accepted">How many are on the log, durable.</param>
/// <param name="Errors">Per event, in order, why it is none; null for one that was accepted.</param>
/// <param name="Positions">Per partition, an offset above every accepted event; taken, as <c>0:120,3:88</c>, as <c>atLeast</c>.</param>
/// <param name="Cursor">Stands for the positions; taken as <c>atLeast</c> too.</param>
public sealed record PostedEvents(
    [property: JsonPropertyName("accepted")] int Accepted,
    [property: JsonPropertyName("errors")] IReadOnlyList<string?> Errors,
    [property: JsonPropertyName("positions")] IReadOnlyList<PartitionOffset> Positions,
    [property: JsonPropertyName("cursor")] string Cursor);

/// <summary>
/// <c>POST /events</c> for small writers: one event or an array. What is valid is on the log, durable, when the answer comes; what is not
/// is told by its place and goes nowhere. Needs a process that has the log.
/// </summary>
public static class EventPosts
{
    /// <summary>Most events of one request.</summary>
    public const int MaxEvents = 1_000;

    /// <summary>Most bytes of one request.</summary>
    public const int MaxBodyBytes = 1024 * 1024;

    /// <summary>Maps <c>POST /events</c>.</summary>
    public static IEndpointConventionBuilder MapEventPosts(this IEndpointRouteBuilder routes) => routes
        .MapPost("/events", PostAsync)
        .WithName("PostEvents")
        .WithSummary("Writes flight events to the log")
        .WithDescription(
            $"One event or an array of up to {MaxEvents}, each at most {FlightEventParser.MaxRecordBytes} bytes. 200 when all were taken, "
            + "207 when some were, 422 when none was; errors says why, event by event.")
        .WithTags("Events")
        .Accepts<JsonElement>(MediaTypes.Json)
        .Produces<PostedEvents>()
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status415UnsupportedMediaType)
        .ProducesProblem(StatusCodes.Status501NotImplemented)
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<Results<JsonHttpResult<PostedEvents>, ProblemHttpResult>> PostAsync(
        HttpRequest request, IServiceProvider services, TimeProvider time, CancellationToken cancellationToken)
    {
        if (services.GetService<IEventLog>() is not { } log)
            return TypedResults.Problem(
                "This process has no log; write to the log itself.", statusCode: StatusCodes.Status501NotImplemented);
        if (!MediaTypes.IsJson(request.ContentType))
            return TypedResults.Problem(
                $"Content-Type must be {MediaTypes.Json} in UTF-8.", statusCode: StatusCodes.Status415UnsupportedMediaType);
        try
        {
            var now = time.GetUtcNow().ToUnixTimeMilliseconds();
            var (entries, errors) = Read(await ReadBodyAsync(request, cancellationToken), now);
            if (entries.Count > 0)
                await log.Events.AppendAsync(entries.ToArray(), cancellationToken);
            var ends = entries.Count > 0 ? await log.Events.GetOffsetsAsync(cancellationToken) : [];
            ImmutableArray<PartitionOffset> positions = [
                .. ends.Where(e => e.End > 0).Select(e => new PartitionOffset(e.Partition, e.End))];
            var cursor = ViewCursor.Encode(positions);
            request.HttpContext.Response.Headers[RouteCounts.CursorHeader] = cursor;
            return TypedResults.Json(
                new PostedEvents(entries.Count, errors, positions, cursor), statusCode: Status(entries.Count, errors.Count));
        }
        catch (JsonException bad)
        {
            return TypedResults.Problem(
                $"The body is no event and no array of events: {bad.Message}", statusCode: StatusCodes.Status400BadRequest);
        }
        catch (IOException broken)
        {
            return TypedResults.Problem(
                "The body cannot be read.", statusCode: (broken as BadHttpRequestException)?.StatusCode ?? StatusCodes.Status400BadRequest);
        }
        catch (LogException trouble)
        {
            return TypedResults.Problem(
                $"The log did not take the events: {trouble.Message}", statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }

    private static int Status(int accepted, int all) =>
        accepted == all ? StatusCodes.Status200OK : accepted > 0
            ? StatusCodes.Status207MultiStatus : StatusCodes.Status422UnprocessableEntity;

    private static async Task<byte[]> ReadBodyAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await request.BodyReader.ReadAsync(cancellationToken);
            if (read.Buffer.Length > MaxBodyBytes)
                throw new BadHttpRequestException("The body is too large.", StatusCodes.Status413PayloadTooLarge);
            if (read.IsCompleted)
            {
                var body = read.Buffer.ToArray();
                request.BodyReader.AdvanceTo(read.Buffer.End);
                return body;
            }

            request.BodyReader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    /// <summary>The events of a body as records of the log, and for each, in order, why it is none.</summary>
    private static (List<LogEntry> Entries, List<string?> Errors) Read(byte[] body, long now)
    {
        if (!JsonSoundness.IsSound(body))
            throw new JsonException(JsonSoundness.Message);
        using var document = JsonDocument.Parse(body);
        var root = document.RootElement;
        var elements = root.ValueKind == JsonValueKind.Array ? [.. root.EnumerateArray()] : new[] { root };
        if (elements.Length is 0 or > MaxEvents)
            throw new JsonException($"it has {elements.Length} events; 1 to {MaxEvents} are allowed");

        var parser = new FlightEventParser();
        var entries = new List<LogEntry>(elements.Length);
        var errors = new List<string?>(elements.Length);
        foreach (var element in elements)
        {
            var value = System.Text.Encoding.UTF8.GetBytes(element.GetRawText());
            var rejection = parser.Parse(value, now, out var flight);
            errors.Add(rejection.IsValid ? null : rejection.ToString());
            if (rejection.IsValid)
                entries.Add(new LogEntry(FlightRecordKey.Of(flight.Origin, flight.Destination), value, now));
        }

        return (entries, errors);
    }
}
