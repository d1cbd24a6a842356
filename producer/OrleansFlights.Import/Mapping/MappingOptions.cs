using OrleansFlights.Import.Times;

namespace OrleansFlights.Import.Mapping;

/// <summary>What was said about how files are to be read.</summary>
internal sealed record MappingOptions
{
    /// <summary>The profile named; null to look which one fits.</summary>
    public Profile? Profile { get; init; }

    /// <summary>What was said beside it.</summary>
    public Profile Changes { get; init; } = new();

    /// <summary>Whether flights that are another flight's code share are taken too.</summary>
    public bool KeepCodeshares { get; init; }

    /// <summary>The day of flights whose file has none.</summary>
    public DateOnly? Day { get; init; }

    /// <summary>Whether nothing was mapped by hand.</summary>
    public bool IsEmpty => Profile is null && Changes.Map.Count == 0;

    /// <summary>Reads pairs of <c>FIELD=COLUMN</c> or <c>FIELD=EXPRESSION</c>.</summary>
    /// <exception cref="ImportException">A pair is none, names no field, or names a field again.</exception>
    public static Dictionary<string, OneOrMore> ParseMap(IEnumerable<string> pairs)
    {
        var map = new Dictionary<string, OneOrMore>();
        foreach (var pair in pairs)
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0 || equals == pair.Length - 1)
                throw new ImportException($"--map is '{pair}'; allowed: FIELD=COLUMN or FIELD=EXPRESSION.");
            var field = pair[..equals].Trim();
            if (!FlightColumns.TryParse(field, out _))
                throw new ImportException(
                    $"--map is '{pair}'; fields are {FlightColumns.AllNames}{Nearest.Hint(field, FlightColumns.Names)}");
            if (!map.TryAdd(field, new OneOrMore([pair[(equals + 1)..].Trim()])))
                throw new ImportException($"--map names the field {field} twice.");
        }

        return map;
    }

    /// <summary>The zone rule of a profile; UTC when it names none.</summary>
    public static ZoneRule ZoneOf(Profile profile) => profile.Zone is null ? ZoneRule.Utc() : ZoneRule.Parse(profile.Zone)!;
}
