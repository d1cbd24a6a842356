using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using OrleansFlights.Flights;

namespace OrleansFlights.Api.Rest;

/// <summary>
/// Rows of counts as JSON and as CSV of RFC 4180, with the same columns: those of the row, then events, the statuses, what
/// <see cref="DelayMeasure.All"/> names, and the rates of <see cref="TallyMeasure"/>. What has no value is null, or empty.
/// </summary>
internal sealed class TallyTable(params string[] columns)
{
    private readonly List<(object?[] Cells, FlightTally Tally)> _rows = [];

    /// <summary>Adds a row: a cell for each column, and its counts.</summary>
    public void Add(FlightTally tally, params object?[] cells) => _rows.Add((cells, tally));

    /// <summary>The rows as objects.</summary>
    public JsonArray ToJson() => new([.. _rows.Select(row => (JsonNode)new JsonObject(
        Names.Zip(Values(row), (name, value) => KeyValuePair.Create(name, Node(value)))))]);

    /// <summary>The rows as lines, with a header.</summary>
    public string ToCsv()
    {
        var text = new StringBuilder();
        Line(text, Names);
        foreach (var row in _rows)
            Line(text, Values(row).Select(v => Convert.ToString(v, CultureInfo.InvariantCulture) ?? ""));
        return text.ToString();
    }

    private IEnumerable<string> Names => columns
        .Append(TallyMeasure.Events.Name)
        .Concat(FlightStatuses.All.Select(s => s.Name()))
        .Concat(DelayMeasure.All.Select(m => m.Name))
        .Concat(Rates.Select(m => m.Name));

    /// <summary>What the counts before do not say already.</summary>
    private static IEnumerable<TallyMeasure> Rates =>
        [TallyMeasure.CancellationRate, TallyMeasure.OnTimeShare, TallyMeasure.MeanDelayMinutes];

    private static IEnumerable<object?> Values((object?[] Cells, FlightTally Tally) row) => row.Cells
        .Append(row.Tally.Events)
        .Concat(FlightStatuses.All.Select(s => (object?)row.Tally[s]))
        .Concat(DelayMeasure.All.Select(m => (object?)m.ValueOf(row.Tally)))
        .Concat(Rates.Select(m => (object?)m.Value(row.Tally, 1)));

    private static JsonNode? Node(object? value) => value switch
    {
        null => null,
        long number => JsonValue.Create(number),
        int number => JsonValue.Create(number),
        double number => JsonValue.Create(number),
        _ => JsonValue.Create(value.ToString()),
    };

    private static void Line(StringBuilder text, IEnumerable<string> cells) =>
        text.AppendJoin(',', cells.Select(Quoted)).Append("\r\n");

    private static string Quoted(string cell) => cell.AsSpan().IndexOfAny(",\"\r\n") < 0
        ? cell : $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
