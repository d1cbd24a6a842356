using System.Globalization;
using OrleansFlights.Flights;

namespace OrleansFlights.Batch.Audit;

/// <summary>A tally as named texts, in which a difference can be told to people.</summary>
internal sealed class TallyFields
{
    public const string Events = "events";
    private const string None = "none";

    private readonly List<KeyValuePair<string, string>> _fields = [];

    /// <summary>The shares for which the delay is compared.</summary>
    public static IReadOnlyList<double> Percentiles { get; } = [0.5, 0.9, 0.99];

    /// <summary>All fields of a tally.</summary>
    public static TallyFields Of(FlightTally tally)
    {
        var fields = new TallyFields();
        fields.Add(Events, tally.Events);
        foreach (var status in FlightStatuses.All)
            fields.Add(status.Name(), tally[status]);
        foreach (var measure in DelayMeasure.All)
            fields.Add(measure, measure.ValueOf(tally));
        fields._fields.Add(new("histogram", tally.Departures > 0 ? string.Join(' ', tally.Histogram.ToArray()) : None));
        foreach (var p in Percentiles)
            fields.Add(p, tally.DelayPercentileSeconds(p) / 60.0);
        return fields;
    }

    /// <summary>Adds a number; null stands for none.</summary>
    public void Add(string name, long? value) => _fields.Add(new(name, value?.ToString(CultureInfo.InvariantCulture) ?? None));

    /// <summary>Adds a measure; null stands for none.</summary>
    public void Add(DelayMeasure measure, long? value) => Add(NameOf(measure), value);

    /// <summary>The name of a measure's field.</summary>
    public static string NameOf(DelayMeasure measure) => measure.Aggregate == DelayAggregate.Count ? measure.Name : $"delay_{measure.Name}";

    /// <summary>Adds a percentile of the delay, in minutes.</summary>
    public void Add(double p, double? minutes) =>
        _fields.Add(new(string.Create(CultureInfo.InvariantCulture, $"delay_p{p * 100}_minutes"),
            minutes?.ToString("R", CultureInfo.InvariantCulture) ?? None));

    /// <summary>The fields that both have and that differ.</summary>
    public IEnumerable<(string Field, string Expected, string Actual)> DifferencesTo(TallyFields actual) =>
        from expected in _fields
        join other in actual._fields on expected.Key equals other.Key
        where expected.Value != other.Value
        select (expected.Key, expected.Value, other.Value);
}
