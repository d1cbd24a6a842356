using System.Globalization;

namespace OrleansFlights.Views;

/// <summary>Holes as stores keep them: <c>0:128-256 3:0-64</c>.</summary>
public static class GenerationHoles
{
    /// <summary>Writes holes.</summary>
    public static string Write(IEnumerable<GenerationHole> holes) => string.Join(' ', holes);

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="ViewsException">It is something else.</exception>
    public static IReadOnlyList<GenerationHole> Read(string text) =>
        [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(hole =>
    {
        var parts = hole.Split(':', '-');
        return parts.Length == 3
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var partition)
            && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var from)
            && long.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var to)
            ? new GenerationHole(partition, from, to)
            : throw new ViewsException($"The views store holds '{text}' where the holes of a generation should be.");
    })];
}
