using System.Globalization;
using OrleansFlights.Import.Events;
using OrleansFlights.Import.Inputs;
using OrleansFlights.Import.Mapping;
using OrleansFlights.Import.Tables;
using OrleansFlights.Import.Times;

namespace OrleansFlights.Import.Sources;

/// <summary>Rows of a table, mapped to flights.</summary>
internal sealed class TableSource : ImportSource
{
    private const int SampledRows = 10_000;

    private readonly FlightTable _table;
    private readonly Profile _profile;
    private readonly IReadOnlyList<BoundField> _fields;
    private readonly IReadOnlyDictionary<FlightColumn, TimeColumn> _times;
    private readonly MappingOptions _options;
    private readonly string _zone;
    private readonly bool _hasLocalTimes;
    private long? _rows;
    private IReadOnlyList<BadLine> _badLines = [];

    private TableSource(
        FlightTable table, Profile profile, IReadOnlyList<BoundField> fields, IReadOnlyDictionary<FlightColumn, TimeColumn> times,
            bool hasLocalTimes, MappingOptions options)
        : base(table.Part)
    {
        _table = table;
        _profile = profile;
        _fields = fields;
        _times = times;
        _options = options;
        _hasLocalTimes = hasLocalTimes;
        _zone = profile.Zone
            ?? (times.TryGetValue(FlightColumn.ScheduledDeparture, out var scheduled) && scheduled.IsTimeOfDay ? ZoneRule.Airport : "UTC");
    }

    public override string Fingerprint => string.Join('\n', _fields.Select(bound => $"{bound.Field}={bound.Source}"))
        + $"\n{_zone}\n{_profile.Dates}\n{_profile.NoSchedule}\n{_profile.IgnoreOffsets}\n{_options.KeepCodeshares}\n{_options.Day}\n{string.Join(',', _profile.Nulls ?? [])}"
        + $"\n{string.Join(',', _times.Select(time => time.Value.Description))}";

    /// <summary>The lines of the file that are no rows; known once it was verified.</summary>
    public IReadOnlyList<BadLine> BadLines => _badLines;

    /// <summary>Understands a part.</summary>
    /// <exception cref="ImportException">It cannot be understood; the message says what is missing or unclear.</exception>
    public static TableSource Open(InputPart part, string scratch, MappingOptions options)
    {
        var profile = options.Profile is null ? null : options.Profile.With(options.Changes);
        var table = FlightTable.Open(part, scratch, Options(profile ?? options.Changes, options));
        try
        {
            if (profile is null)
            {
                var known = options.Changes.Map.Count == 0 ? Profiles.Recognize(table.Columns.Select(column => column.Name)) : null;
                profile = (known ?? new Profile()).With(options.Changes);
                if (profile.Nulls is not null && known?.Nulls is not null)
                {
                    table.Dispose();
                    table = FlightTable.Open(part, scratch, Options(profile, options));
                }
            }

            var fields = FieldBinder.Bind(table, profile, options.Changes.Map.Keys.ToHashSet());
            var (times, hasLocalTimes) = TimesOf(table, fields, profile, options);
            return new TableSource(table, profile, fields, times, hasLocalTimes, options);
        }
        catch (DuckDB.NET.Data.DuckDBException broken)
        {
            table.Dispose();
            throw DuckText.Failed(part, broken);
        }
        catch
        {
            table.Dispose();
            throw;
        }
    }

    public override IEnumerable<string> Describe()
    {
        yield return $"{Part.Name}: "
            + $"{Part.Description}{(_rows is { } rows ? string.Create(CultureInfo.InvariantCulture, $", {rows:N0} rows") : "")}";
        yield return $"  columns    {string.Join(", ", _table.Columns.Select(column => $"{column.Name} {column.Type}"))}";
        yield return _profile.Name.Length > 0
            ? $"  profile    {_profile.Name}{(_options.Profile is null ? ", recognized by its columns" : "")}"
            : "  profile    none; columns are taken by their names";
        foreach (var field in _fields)
        {
            var how = _times.TryGetValue(field.Field, out var time) && time.Description.Length > 0 ? $" ({time.Description})" : "";
            yield return $"  {field.Field.Name(),-20} from {field.Source}{how}";
        }

        if (_hasLocalTimes || _zone != "UTC")
        {
            yield return _zone switch
            {
                ZoneRule.Airport => "  times      without zone are local times of the airport",
                _ when _profile.Zone is null => "  times      without zone are read as UTC; --zone airport if they are local times",
                _ => $"  times      without zone are times of {_zone}",
            };
        }
    }

    /// <summary>The mapping as a profile of its own.</summary>
    public Profile ToProfile() => new()
    {
        Name = Part.Stem,
        About = $"how {Part.Name} was read",
        Map = _fields.ToDictionary(field => field.Field.Name(), field => new OneOrMore([field.Source])),
        Zone = _zone,
        Dates = _profile.Dates,
        Numbers = _profile.Numbers,
        Nulls = _profile.Nulls,
        Columns = _profile.Columns,
        NoSchedule = _profile.NoSchedule,
        IgnoreOffsets = _profile.IgnoreOffsets,
    };

    public override void Verify()
    {
        if (_rows is null)
            (_rows, _badLines) = _table.Verify(new RowReader(_fields).Cells);
    }

    public override Probe Try(int rows, int samples)
    {
        var probe = base.Try(rows, samples);
        var last = _table.FirstLine + rows;
        foreach (var line in (_rows is null && _table.FirstLine > 0 ? _table.Verify(["1"]).BadLines : _badLines)
            .TakeWhile(line => line.Line < last))
            probe.Add(line);
        return probe;
    }

    public override RowCursor Open()
    {
        var reader = new RowReader(_fields);
        var times = new RowTimes(ZoneRule.Parse(_zone)!, _profile.IgnoreOffsets ?? false, _options.Day, _times);
        var mapper = new RowMapper(times, new FlightIds(Part), _profile.NoSchedule ?? false, _options.KeepCodeshares);
        return new TableCursor(Part, _table.Read(reader.Cells), reader, mapper, _badLines, _table.FirstLine, _rows ?? 0);
    }

    protected override void Dispose(bool disposing)
    {
        _table.Dispose();
        base.Dispose(disposing);
    }

    private static TableOptions Options(Profile profile, MappingOptions options) => new()
    {
        Nulls = [.. TableOptions.DefaultNulls, .. profile.Nulls ?? []],
        Columns = profile.Columns,
        IsKnownName = word => FlightColumns.IsKnownName(word) || options.Changes.Map.Values.Any(source => source.Values.Contains(word)),
    };

    private static (IReadOnlyDictionary<FlightColumn, TimeColumn> Times, bool HasLocal) TimesOf(
        FlightTable table, IReadOnlyList<BoundField> fields, Profile profile, MappingOptions options)
    {
        var moments = fields.Where(field => FlightColumns.Times.Contains(field.Field)).ToList();
        var cells = moments.ConvertAll(_ => new List<Cell>());
        using (var rows = table.Read([.. moments.Select(field => field.Sql)]))
        {
            for (var row = 0; row < SampledRows && rows.Next(); row++)
            {
                for (var i = 0; i < moments.Count; i++)
                    cells[i].Add(moments[i].Of(rows, i));
            }
        }

        var order = profile.Dates switch { "mdy" => DateOrder.MonthFirst, "dmy" => DateOrder.DayFirst, _ => DateOrder.Unknown };
        var times = new Dictionary<FlightColumn, TimeColumn>();
        var hasLocal = false;
        for (var i = 0; i < moments.Count; i++)
        {
            NumberMeaning? numbers = profile.Numbers?.GetValueOrDefault(moments[i].Field.Name()) is { } said
                ? (NumberMeaning)Array.IndexOf(NumberMeanings.Names, said) : null;
            var column = TimeColumn.Decide(moments[i].Field, cells[i], numbers, order, out var question)
                ?? throw new ImportException($"{table.Part.Name}, column {moments[i].Source}: {question}.");
            times.Add(moments[i].Field, column);
            hasLocal |= cells[i].Any(cell => column.TryRead(cell, out var value) && value.Form == TimeForm.Local);
        }

        if (times.TryGetValue(FlightColumn.ScheduledDeparture, out var scheduled) && scheduled.IsTimeOfDay
            && !times.ContainsKey(FlightColumn.Date) && options.Day is null)
        {
            var field = moments.First(moment => moment.Field == FlightColumn.ScheduledDeparture);
            throw new ImportException(
                $"{table.Part.Name}, column {field.Source}: scheduled_departure holds times of day such as "
                + $"{cells[moments.IndexOf(field)].First(cell => !cell.IsEmpty)}; "
                + $"say which column holds the date (--map date=COLUMN), or which day it was (--date YYYY-MM-DD).");
        }

        return (times, hasLocal);
    }
}
