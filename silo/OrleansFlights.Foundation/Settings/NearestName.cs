namespace OrleansFlights.Foundation.Settings;

/// <summary>Finds what somebody who misspelt a name meant, by Levenshtein's distance, case aside.</summary>
public static class NearestName
{
    /// <summary>The name that needs the fewest changes, if those are no more than a third of it; else null.</summary>
    public static string? Find(string written, IEnumerable<string> names)
    {
        string? nearest = null;
        var least = int.MaxValue;
        foreach (var name in names)
        {
            var distance = Distance(written, name);
            if (distance < least && distance <= Math.Max(1, Math.Min(name.Length, written.Length) / 3))
                (nearest, least) = (name, distance);
        }

        return nearest;
    }

    /// <summary>How many letters must be put in, taken out or replaced.</summary>
    public static int Distance(string one, string other)
    {
        var above = new int[other.Length + 1];
        var row = new int[other.Length + 1];
        for (var j = 0; j <= other.Length; j++)
            above[j] = j;
        for (var i = 1; i <= one.Length; i++)
        {
            row[0] = i;
            for (var j = 1; j <= other.Length; j++)
            {
                var replaced = above[j - 1] + (char.ToUpperInvariant(one[i - 1]) == char.ToUpperInvariant(other[j - 1]) ? 0 : 1);
                row[j] = Math.Min(replaced, Math.Min(above[j], row[j - 1]) + 1);
            }

            (above, row) = (row, above);
        }

        return above[other.Length];
    }
}
