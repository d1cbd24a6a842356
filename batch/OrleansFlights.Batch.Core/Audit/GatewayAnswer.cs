using System.Text.Json;
using OrleansFlights.Flights;

namespace OrleansFlights.Batch.Audit;

/// <summary>A view as the gateway answers it, with what the answer says it is made of.</summary>
/// <param name="Generation">The batch generation.</param>
/// <param name="Complete">Whether it claims to be exact.</param>
/// <param name="Cut">Per partition, where the generation was cut.</param>
/// <param name="Watermarks">Per partition, up to where it counts.</param>
/// <param name="Tally">The counts.</param>
/// <param name="Batch">The batch layer's part of them.</param>
/// <param name="Realtime">The speed layer's part.</param>
internal sealed record GatewayAnswer(
    long Generation,
    bool Complete,
    IReadOnlyDictionary<int, long> Cut,
    IReadOnlyDictionary<int, long> Watermarks,
    TallyFields Tally,
    TallyFields Batch,
    TallyFields Realtime)
{
    /// <summary>What to ask of a view.</summary>
    public static string Selection { get; } =
        "{ tally { ...Counts } provenance { generation complete cut { partition offset } watermarks { partition offset } batch { ...Counts "
        + "} realtime { ...Counts } } }";

    /// <summary>The fragment that <see cref="Selection"/> uses.</summary>
    public static string Fragment { get; } =
        $$"""
        fragment Counts on Tally {
          events byStatus { {{string.Join(' ', FlightStatuses.All.Select(s => s.Name()))}} }
          delay { {{string.Join(' ', DelayMeasure.All.Select(m => m.CamelName))}} {{string.Join(' ', TallyFields.Percentiles.Select((p, i) => $"p{i}: percentileMinutes(p: {Text(p)})"))}} }
        }
        """;

    /// <summary>Reads an answer to <see cref="Selection"/>.</summary>
    public static GatewayAnswer Read(JsonElement view)
    {
        var provenance = view.GetProperty("provenance");
        return new GatewayAnswer(
            provenance.GetProperty("generation").GetInt64(),
            provenance.GetProperty("complete").GetBoolean(),
            Offsets(provenance.GetProperty("cut")),
            Offsets(provenance.GetProperty("watermarks")),
            Fields(view.GetProperty("tally")),
            Fields(provenance.GetProperty("batch")),
            Fields(provenance.GetProperty("realtime")));
    }

    private static string Text(double p) => p.ToString("R", System.Globalization.CultureInfo.InvariantCulture);

    private static Dictionary<int, long> Offsets(JsonElement offsets) =>
        offsets.EnumerateArray().ToDictionary(o => o.GetProperty("partition").GetInt32(), o => o.GetProperty("offset").GetInt64());

    private static TallyFields Fields(JsonElement tally)
    {
        var fields = new TallyFields();
        fields.Add(TallyFields.Events, tally.GetProperty("events").GetInt64());
        foreach (var status in FlightStatuses.All)
            fields.Add(status.Name(), tally.GetProperty("byStatus").GetProperty(status.Name()).GetInt64());

        var delay = tally.GetProperty("delay");
        var any = delay.ValueKind != JsonValueKind.Null;
        foreach (var measure in DelayMeasure.All)
            fields.Add(measure, any ? delay.GetProperty(measure.CamelName).GetInt64() : measure.ValueOf(new FlightTally()));
        for (var i = 0; i < TallyFields.Percentiles.Count; i++)
            fields.Add(TallyFields.Percentiles[i], any ? delay.GetProperty($"p{i}").GetDouble() : null);
        return fields;
    }
}
