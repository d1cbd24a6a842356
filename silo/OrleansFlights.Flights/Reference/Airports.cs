using System.Collections.Frozen;
using System.Globalization;

namespace OrleansFlights.Flights.Reference;

/// <summary>
/// The airports of the world that have an IATA code, findable by IATA, ICAO and the US Department of Transportation's ids. Where each
/// column comes from is said in <c>Reference/SOURCES.md</c>.
/// </summary>
public static class Airports
{
    private const int DotIdDigits = 5;
    private const int DotSequenceDigits = 7;

    private static readonly Lazy<Tables> Loaded = new(Load);

    /// <summary>All of them.</summary>
    public static IReadOnlyCollection<Airport> All => Loaded.Value.ByCode.Values;

    /// <summary>The airport of a code, if the table has it.</summary>
    public static Airport? Find(AirportCode code) => Loaded.Value.ByCode.GetValueOrDefault(code);

    /// <summary>
    /// The IATA code of an airport that a file names: three letters (in lower case only those of the table), an ICAO code, or an id of the
    /// US Department of Transportation (five digits, or seven where the last two count revisions).
    /// </summary>
    /// <param name="text">What the file says.</param>
    /// <param name="code">The code.</param>
    /// <returns>Why there is none; null when there is.</returns>
    public static string? TryResolve(string text, out AirportCode code)
    {
        if (AirportCode.TryParse(text.AsSpan(), out code))
            return null;
        var tables = Loaded.Value;
        switch (text.Length)
        {
            case 3 when AirportCode.TryParse(text.ToUpperInvariant().AsSpan(), out code):
                return tables.ByCode.ContainsKey(code) ? null : "not an IATA airport code";
            case 4 when text.All(char.IsAsciiLetter):
                return tables.ByIcao.TryGetValue(text.ToUpperInvariant(), out code)
                    ? null : "an ICAO code of no airport that has an IATA code";
            case DotIdDigits or DotSequenceDigits when text.All(char.IsAsciiDigit):
                return tables.ByDot.TryGetValue(int.Parse(text.AsSpan(0, DotIdDigits), CultureInfo.InvariantCulture), out code)
                    ? null
                    : "an id that the US Department of Transportation gave to no airport of the table";
            default:
                return "not an airport; allowed: an IATA code (JFK), an ICAO code (KJFK), an id of the US Department of Transportation "
                    + "(12478)";
        }
    }

    private static Tables Load()
    {
        var byCode = new Dictionary<AirportCode, Airport>();
        var byIcao = new Dictionary<string, AirportCode>(StringComparer.Ordinal);
        var byDot = new Dictionary<int, AirportCode>();
        foreach (var row in CsvTable.Rows("airports.csv"))
        {
            if (!AirportCode.TryParse(row[0].AsSpan(), out var code))
                throw new InvalidOperationException($"The table of airports has a row for '{row[0]}', which is no IATA code.");
            byCode[code] = new Airport(code, row[1], row[3], row[4], Number(row[5]), Number(row[6]), row[7]);
            if (row[1].Length > 0)
                byIcao[row[1]] = code;
            foreach (var id in row[2].Split(' ', StringSplitOptions.RemoveEmptyEntries))
                byDot[int.Parse(id, CultureInfo.InvariantCulture)] = code;
        }

        return new Tables(byCode.ToFrozenDictionary(), byIcao.ToFrozenDictionary(StringComparer.Ordinal), byDot.ToFrozenDictionary());
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private sealed record Tables(
        FrozenDictionary<AirportCode, Airport> ByCode, FrozenDictionary<string, AirportCode> ByIcao, FrozenDictionary<int,
            AirportCode> ByDot);
}
