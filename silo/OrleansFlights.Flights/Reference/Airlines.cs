using System.Collections.Frozen;

namespace OrleansFlights.Flights.Reference;

/// <summary>
/// Airlines by their IATA and ICAO codes and by the US Department of Transportation's ids. A code that was given to a second airline leads
/// to the one that flew longer under it.
/// </summary>
public static class Airlines
{
    private static readonly Lazy<Tables> Loaded = new(Load);

    /// <summary>The name of the airline that a file names by a code; a text that is no known code is a name itself.</summary>
    public static string NameOf(string text) => Loaded.Value.NameByCode.GetValueOrDefault(text, text);

    /// <summary>The IATA code, or else the ICAO code, of an airline named by code or name; null when the table does not have it.</summary>
    public static string? CodeOf(string text) => Loaded.Value.CodeByText.GetValueOrDefault(text);

    /// <summary>The airline of a name or code, if the table has it.</summary>
    public static Airline? Find(string text) => Loaded.Value.ByText.GetValueOrDefault(text);

    private static Tables Load()
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        var codes = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var airlines = new Dictionary<string, Airline>(StringComparer.OrdinalIgnoreCase);
        foreach (var row in CsvTable.Rows("airlines.csv"))
        {
            var (iata, icao, ids, name) = (row[0], row[1], row[2].Split(' ', StringSplitOptions.RemoveEmptyEntries), row[3]);
            var code = iata.Length > 0 ? iata : icao;
            foreach (var text in ids.Append(iata).Append(icao).Where(text => text.Length > 0))
            {
                names.TryAdd(text, name);
                codes.TryAdd(text, code);
                airlines.TryAdd(text, new Airline(iata, icao, name));
            }

            codes.TryAdd(name, code);
            airlines.TryAdd(name, new Airline(iata, icao, name));
        }

        return new Tables(
            names.ToFrozenDictionary(StringComparer.Ordinal),
            codes.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase),
            airlines.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase));
    }

    private sealed record Tables(
        FrozenDictionary<string, string> NameByCode, FrozenDictionary<string, string> CodeByText,
            FrozenDictionary<string, Airline> ByText);
}

/// <summary>An airline of the table that ships.</summary>
/// <param name="Iata">Two characters; empty when it has none.</param>
/// <param name="Icao">Three letters; empty when it has none.</param>
/// <param name="Name">Its name.</param>
public sealed record Airline(string Iata, string Icao, string Name);
