using System.Globalization;
using OrleansFlights.Flights;

namespace OrleansFlights.Batch.Audit;

/// <summary>A tally as named texts, in which a difference can be told to people.</summary>
internal sealed class TallyFields
{
    public const string Events = "events";
    public const string Departures = "departures";
    public const string DelaySum = "delay_sum_seconds";
    public const string DelayMin = "delay_min_seconds";
    public const string DelayMax = "delay_max_seconds";
    public const string OnTime = "on_time";
    private const string None = "none";

    private readonly List<KeyValuePair<string, string>> _fields = [];

    /// <summary>The shares for which the delay is compared.</summary>
    public static IReadOnlyList<double> Percentiles { get; } = [0.5, 0.9, 0.99];

    /// <summary>All fields of a tally.</summary>
    public static TallyFields Of(FlightTally tally)
    {
        var delays = tally.Departures > 0;
        var fields = new TallyFields();
        fields.Add(Events, tally.Events);
        foreach (var status in FlightStatuses.All)
            fields.Add(status.Name(), tally[status]);
        fields.Add(Departures, tally.Departures);
        fields.Add(DelaySum, tally.DelaySumSeconds);
        fields.Add(DelayMin, delays ? tally.DelayMinSeconds : null);
        fields.Add(DelayMax, delays ? tally.DelayMaxSeconds : null);
        fields.Add(OnTime, tally.OnTime);
        fields._fields.Add(new("histogram", delays ? string.Join(' ', tally.Histogram.ToArray()) : None));
        foreach (var p in Percentiles)
            fields.Add(p, tally.DelayPercentileSeconds(p) / 60.0);
        return fields;
    }

    /// <summary>Adds a number; null stands for none.</summary>
    public void Add(string name, long? value) => _fields.Add(new(name, value?.ToString(CultureInfo.InvariantCulture) ?? None));

    /// <summary>Adds a percentile of the delay, in minutes.</summary>
    public void Add(double p, double? minutes) =>
        _fields.Add(new(string.Create(CultureInfo.InvariantCulture, $"delay_p{p * 100}_minutes"), minutes?.ToString("R", CultureInfo.InvariantCulture) ?? None));

    /// <summary>The fields that both have and that differ.</summary>
    public IEnumerable<(string Field, string Expected, string Actual)> DifferencesTo(TallyFields actual) =>
        from expected in _fields
        join other in actual._fields on expected.Key equals other.Key
        where expected.Value != other.Value
        select (expected.Key, expected.Value, other.Value);
}
