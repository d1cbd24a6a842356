using System.Globalization;
using OrleansFlights.Flights;

namespace OrleansFlights.Simulation.World;

/// <summary>Reads the airports and airlines that are built in.</summary>
internal static class WorldData
{
    public static IReadOnlyList<Airport> Airports() =>
        [.. Rows("airports.csv").Select(row => new Airport(Code(row[0]), row[1], Number(row[2]), Number(row[3]), Number(row[4])))];

    public static IReadOnlyList<Airline> Airlines(IReadOnlyList<Airport> airports)
    {
        var byCode = airports.ToDictionary(airport => airport.Code);
        return
        [
            .. Rows("airlines.csv").Select(row => new Airline(
                row[0], row[1], row[2], [.. row[3].Split(' ').Select(hub => byCode[Code(hub)])], Number(row[4]), (int)Number(row[5]),
                    Number(row[6]))),
        ];
    }

    private static IEnumerable<string[]> Rows(string name)
    {
        using var stream = typeof(WorldData).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The assembly holds no resource {name}.");
        using var reader = new StreamReader(stream);
        reader.ReadLine();
        while (reader.ReadLine() is { } line)
            yield return line.Split(',');
    }

    private static AirportCode Code(string text) =>
        AirportCode.TryParse(text, out var code) ? code : throw new FormatException($"'{text}' is no airport code.");

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
