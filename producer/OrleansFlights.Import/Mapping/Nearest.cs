namespace OrleansFlights.Import.Mapping;

/// <summary>Finds the name that somebody may have meant.</summary>
internal static class Nearest
{
    /// <summary>The most similar of some names; null when none is similar.</summary>
    public static string? To(string name, IEnumerable<string> names) => names
        .Select(candidate => (candidate, Distance: Distance(FlightColumns.Normal(name), FlightColumns.Normal(candidate))))
        .Where(found => found.Distance <= Math.Max(2, name.Length / 3))
        .OrderBy(found => found.Distance)
        .Select(found => found.candidate)
        .FirstOrDefault();

    /// <summary>The end of a sentence that says it.</summary>
    public static string Hint(string name, IEnumerable<string> names) =>
        To(name, names) is { } nearest ? $"; did you mean '{nearest}'?" : ".";

    /// <summary>How many letters must be put in, taken out or changed (Levenshtein).</summary>
    private static int Distance(string one, string other)
    {
        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var i = 1; i <= one.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= other.Length; j++)
            {
                var cost = Math.Min(Math.Min(row[j] + 1, row[j - 1] + 1), diagonal + (one[i - 1] == other[j - 1] ? 0 : 1));
                diagonal = row[j];
                row[j] = cost;
            }
        }

        return row[^1];
    }
}
