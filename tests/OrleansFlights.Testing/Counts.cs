using System.Text.Json;

namespace OrleansFlights.Testing;

/// <summary>A tally counted by this test's own code, or read from an answer, in one comparable form.</summary>
public sealed record Counts(long Events, string ByStatus, long Departures, long SumSeconds, long? MinSeconds, long? MaxSeconds, long OnTime)
{
    public const string TallyFields =
        "events byStatus { scheduled boarding departed delayed cancelled landed diverted } "
        + "delay { departures sumSeconds minSeconds maxSeconds onTime }";

    public const string Fields = $"tally {{ {TallyFields} }} provenance {{ generation complete watermarks {{ partition offset }} }}";

    public static readonly string[] Statuses = ["scheduled", "boarding", "departed", "delayed", "cancelled", "landed", "diverted"];

    public static Counts Of(JsonElement tally)
    {
        var byStatus = tally.GetProperty("byStatus");
        var delay = tally.GetProperty("delay");
        var none = delay.ValueKind == JsonValueKind.Null;
        return new Counts(
            tally.GetProperty("events").GetInt64(),
            string.Join(' ', Statuses.Select(s => byStatus.GetProperty(s).GetInt64())),
            none ? 0 : delay.GetProperty("departures").GetInt64(),
            none ? 0 : delay.GetProperty("sumSeconds").GetInt64(),
            none ? null : Number(delay.GetProperty("minSeconds")),
            none ? null : Number(delay.GetProperty("maxSeconds")),
            none ? 0 : delay.GetProperty("onTime").GetInt64());
    }

    private static long? Number(JsonElement value) => value.ValueKind == JsonValueKind.Null ? null : value.GetInt64();
}

/// <summary>An event as the log has it.</summary>
public readonly record struct LoggedEvent(int Partition, long Offset, string Status, int? DelaySeconds);
