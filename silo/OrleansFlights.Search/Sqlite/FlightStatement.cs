using System.Globalization;
using System.Text;
using OrleansFlights.Flights;

namespace OrleansFlights.Search.Sqlite;

/// <summary>The SQL of conditions, with its values. Words come first, because they leave the fewest flights.</summary>
internal sealed class FlightStatement
{
    private readonly List<object?> _values = [];
    private readonly StringBuilder _where = new();
    private readonly string _from;

    public FlightStatement(long build, FlightConditions conditions)
    {
        _from = conditions.Terms.IsEmpty
            ? string.Create(CultureInfo.InvariantCulture, $" FROM flight_{build} f")
            : string.Create(CultureInfo.InvariantCulture, $" FROM words_{build} w CROSS JOIN flight_{build} f ON f.row = w.rowid");
        if (!conditions.Terms.IsEmpty)
            And(string.Create(CultureInfo.InvariantCulture, $"w.words_{build} MATCH "),
                string.Join(' ', conditions.Terms.Select(t => $"\"{t}\"*")));
        if (conditions.Origin is { } origin)
            And("f.origin = ", origin.ToString());
        if (conditions.Destination is { } destination)
            And("f.destination = ", destination.ToString());
        if (conditions.Airline is { } airline)
            And("f.airline = ", airline);
        if (conditions.FromMicroseconds is { } from)
            And("f.scheduled >= ", from);
        if (conditions.ToMicroseconds is { } to)
            And("f.scheduled < ", to);
        if (!conditions.Statuses.IsEmpty)
            AndOneOf("f.status", conditions.Statuses.Select(s => s.Name()));
    }

    public object?[] Values => [.. _values];

    /// <summary>Counts what meets the conditions.</summary>
    public string Count() => $"SELECT count(*){_from}{_where}";

    /// <summary>One page and one document more.</summary>
    public string Page(FlightQuery query)
    {
        if (query.After is { } after)
        {
            And("f.scheduled <= ", after.ScheduledMicroseconds);
            var scheduled = Value(after.ScheduledMicroseconds);
            _where.Append(CultureInfo.InvariantCulture, $" AND (f.scheduled < {scheduled} OR f.id > {Value(after.FlightId)})");
        }

        return $"SELECT f.document{_from}{_where} ORDER BY f.scheduled DESC, f.id LIMIT {Value(query.First + 1L)}";
    }

    private void And(string condition, object value) =>
        _where.Append(_where.Length == 0 ? " WHERE " : " AND ").Append(condition).Append(Value(value));

    private void AndOneOf(string column, IEnumerable<string> values) =>
        _where.Append(_where.Length == 0 ? " WHERE " : " AND ").Append(column).Append(" IN (").AppendJoin(", ", values.Select(Value))
            .Append(')');

    private string Value(object value)
    {
        _values.Add(value);
        return string.Create(CultureInfo.InvariantCulture, $"?{_values.Count}");
    }
}
