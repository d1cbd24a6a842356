using System.Text.Json;

namespace OrleansFlights.EndToEnd.Tests;

/// <summary>A tally counted by this test's own code, or read from an answer, in one comparable form.</summary>
internal sealed record Counts(long Events, string ByStatus, long Departures, long SumSeconds, long? MinSeconds, long? MaxSeconds, long OnTime)
{
    public const string TallyFields =
        "events byStatus { scheduled boarding departed delayed cancelled landed diverted } delay { departures sumSeconds minSeconds maxSeconds onTime }";

    public const string Fields = $"tally {{ {TallyFields} }} provenance {{ generation complete watermarks {{ partition offset }} }}";

    private const int OnTimeSeconds = 900;
    private static readonly string[] Statuses = ["scheduled", "boarding", "departed", "delayed", "cancelled", "landed", "diverted"];

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

    public static Counts Of(IEnumerable<LoggedEvent> events)
    {
        var all = events.ToList();
        var delays = all.Where(e => e.DelaySeconds is not null).Select(e => e.DelaySeconds!.Value).ToList();
        return new Counts(
            all.Count,
            string.Join(' ', Statuses.Select(s => all.LongCount(e => e.Status == s))),
            delays.Count,
            delays.Sum(d => (long)d),
            delays.Count == 0 ? null : delays.Min(),
            delays.Count == 0 ? null : delays.Max(),
            delays.Count(d => d <= OnTimeSeconds));
    }

    private static long? Number(JsonElement value) => value.ValueKind == JsonValueKind.Null ? null : value.GetInt64();
}

/// <summary>An event as the log has it.</summary>
internal readonly record struct LoggedEvent(int Partition, long Offset, string Status, int? DelaySeconds);
