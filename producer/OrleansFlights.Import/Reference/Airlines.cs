using System.Collections.Frozen;

namespace OrleansFlights.Import.Reference;

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

    private static Tables Load()
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        var codes = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var row in CsvTable.Rows("airlines.csv"))
        {
            var (iata, icao, ids, name) = (row[0], row[1], row[2].Split(' ', StringSplitOptions.RemoveEmptyEntries), row[3]);
            var code = iata.Length > 0 ? iata : icao;
            foreach (var text in ids.Append(iata).Append(icao).Where(text => text.Length > 0))
            {
                names.TryAdd(text, name);
                codes.TryAdd(text, code);
            }

            codes.TryAdd(name, code);
        }

        return new Tables(names.ToFrozenDictionary(StringComparer.Ordinal), codes.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase));
    }

    private sealed record Tables(FrozenDictionary<string, string> NameByCode, FrozenDictionary<string, string> CodeByText);
}
