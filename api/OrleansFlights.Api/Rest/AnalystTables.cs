using System.Text.Json.Nodes;
using OrleansFlights.Gateway.Calendar;
using OrleansFlights.Gateway.Http;
using OrleansFlights.Gateway.Resolvers;

namespace OrleansFlights.Api.Rest;

/// <summary>Windows and rankings as JSON, or as CSV with <c>format=csv</c> or <c>Accept: text/csv</c>.</summary>
public static class AnalystTables
{
    private const string Csv = "text/csv";

    /// <summary>Maps <c>GET /series</c> and <c>GET /ranking</c>.</summary>
    public static void MapAnalystTables(this IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/series", [HttpMethods.Get, HttpMethods.Head], SeriesAsync)
            .WithName("GetSeries")
            .WithSummary("Counts a view by windows of a calendar")
            .WithDescription("Kind is route, airline, departures or arrivals, key a route's DXB-ZRH, an airline's name or an airport's "
                + "code; without both everything. The arguments are those of the schema's field series.")
            .WithTags("Analysis")
            .Produces<JsonObject>(StatusCodes.Status200OK, MediaTypes.Json, Csv)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        routes.MapMethods("/ranking", [HttpMethods.Get, HttpMethods.Head], RankingAsync)
            .WithName("GetRanking")
            .WithSummary("Ranks views by a measure")
            .WithDescription("The arguments are those of the schema's field ranking.")
            .WithTags("Analysis")
            .Produces<JsonObject>(StatusCodes.Status200OK, MediaTypes.Json, Csv)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
    }

    private static Task<IResult> SeriesAsync(
        string? kind, string? key, string? from, string? to, int? minutes, string? unit, string? timeZone, bool? fill, int? first,
            string? after, string? atLeast, TableReads tables, HttpContext context, CancellationToken cancellationToken) =>
        RestErrors.CatchAsync(async () =>
        {
            var arguments = new SeriesArguments(Instant("from", from), Instant("to", to))
            {
                Minutes = minutes,
                Unit = unit is null ? null : Name<CalendarUnit>("unit", unit),
                TimeZone = timeZone,
                Fill = fill,
                First = first,
                After = after,
            };
            var asked = kind is null ? (ViewKind?)null : Name<ViewKind>("kind", kind);
            return Answer(
                context, await tables.SeriesAsync(asked, key, arguments, atLeast, cancellationToken), new TallyTable("start", "end"));
        });

    private static Task<IResult> RankingAsync(
        string? kind, string? by, double? p, string? from, string? to, bool? ascending, long? minEvents, int? first, string? atLeast,
            TableReads tables, HttpContext context, CancellationToken cancellationToken) =>
        RestErrors.CatchAsync(async () => Answer(
            context,
            await tables.RankingAsync(
                Name<ViewKind>("kind", kind),
                Name<Measure>("by", by),
                p,
                from is null ? null : Instant("from", from),
                to is null ? null : Instant("to", to),
                ascending,
                minEvents,
                first,
                atLeast,
                cancellationToken),
            new TallyTable("rank", "key", "value")));

    private static IResult Answer(HttpContext context, Table table, TallyTable rows)
    {
        foreach (var row in table.Rows)
            rows.Add(row.Tally, row.Cells);
        context.Response.Headers[RouteCounts.CursorHeader] = table.Cursor;
        context.Response.Headers.Vary = "Accept";
        var request = context.Request;
        return request.Query["format"] == "csv"
            || (!request.Query.ContainsKey("format") && request.Headers.Accept.ToString().Contains(Csv, StringComparison.OrdinalIgnoreCase))
            ? TypedResults.Text(rows.ToCsv(), $"{Csv}; charset=utf-8")
            : TypedResults.Ok(new JsonObject
            {
                ["rows"] = rows.ToJson(),
                ["complete"] = table.Complete,
                ["cursor"] = table.Cursor,
                ["next"] = table.Next,
            });
    }

    private static DateTimeOffset Instant(string argument, string? text)
    {
        try
        {
            return text is null ? throw new FormatException() : InstantText.Parse(text);
        }
        catch (FormatException)
        {
            throw new BadArgumentException(argument, text, "an instant such as 2026-03-29T06:05:00Z");
        }
    }

    /// <summary>A name of an enum of the schema, such as <c>ON_TIME_SHARE</c>, in upper or lower case.</summary>
    private static T Name<T>(string argument, string? text)
        where T : struct, Enum =>
        text is not null && text.Any(char.IsAsciiLetter)
            && Enum.TryParse<T>(text.Replace("_", "", StringComparison.Ordinal), ignoreCase: true, out var value)
            ? value : throw new BadArgumentException(argument, text, string.Join(", ", Enum.GetNames<T>().Select(SchemaName)));

    private static string SchemaName(string name) =>
        string.Concat(name.Select((c, i) => i > 0 && char.IsUpper(c) ? $"_{c}" : $"{char.ToUpperInvariant(c)}"));
}
