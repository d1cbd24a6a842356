namespace OrleansFlights.Producer.Replay;

/// <summary>Which column of a file holds which field: as said with <c>--map</c>, else the column of the field's own name.</summary>
internal sealed class ColumnMapping
{
    private static readonly ReplayField[] Required = [ReplayField.Origin, ReplayField.Destination, ReplayField.ScheduledDeparture];

    private readonly Dictionary<ReplayField, string> _columns;

    private ColumnMapping(Dictionary<ReplayField, string> columns) => _columns = columns;

    /// <summary>Whether nothing was mapped.</summary>
    public bool IsEmpty => _columns.Count == 0;

    /// <summary>Reads pairs of <c>FIELD=COLUMN</c>.</summary>
    /// <exception cref="ArgumentException">A pair is none, names no field, or names a field again.</exception>
    public static ColumnMapping Parse(IEnumerable<string> pairs)
    {
        var columns = new Dictionary<ReplayField, string>();
        foreach (var pair in pairs)
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0 || equals == pair.Length - 1)
                throw new ArgumentException($"--map is '{pair}'; allowed: FIELD=COLUMN.");
            if (!ReplayFields.TryParse(pair[..equals], out var field))
                throw new ArgumentException($"--map is '{pair}'; fields are {ReplayFields.AllNames}.");
            if (!columns.TryAdd(field, pair[(equals + 1)..]))
                throw new ArgumentException($"--map names the field {field.Name()} twice.");
        }

        return new ColumnMapping(columns);
    }

    /// <summary>The column of a field.</summary>
    public string ColumnOf(ReplayField field) => _columns.GetValueOrDefault(field, field.Name());

    /// <summary>The column of each field that a file has.</summary>
    /// <param name="file">The file's name, for messages.</param>
    /// <param name="available">Its columns.</param>
    /// <exception cref="ArgumentException">A column that was mapped, or one of a field that every flight needs, is not there.</exception>
    public IReadOnlyDictionary<ReplayField, string> Resolve(string file, IReadOnlyCollection<string> available)
    {
        foreach (var (field, column) in _columns)
        {
            if (!available.Contains(column))
                throw new ArgumentException($"{file} has no column '{column}' for {field.Name()}; its columns are {string.Join(", ", available)}.");
        }

        foreach (var field in Required.Where(field => !available.Contains(ColumnOf(field))))
        {
            throw new ArgumentException(
                $"{file} has no column '{field.Name()}'; name the one that holds it: --map {field.Name()}=COLUMN. Its columns are {string.Join(", ", available)}.");
        }

        return ReplayFields.All.Where(field => available.Contains(ColumnOf(field))).ToDictionary(field => field, ColumnOf);
    }
}
