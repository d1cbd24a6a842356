using OrleansFlights.Foundation.Settings;

namespace OrleansFlights.Import.Mapping;

/// <summary>Ends a sentence about a name that is not there.</summary>
internal static class Nearest
{
    /// <summary>The name that somebody may have meant, as the end of a sentence; its full stop when none is similar.</summary>
    public static string Hint(string name, IEnumerable<string> names) =>
        NearestName.Find(name, names) is { } nearest ? $"; did you mean '{nearest}'?" : ".";
}
