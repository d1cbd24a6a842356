using System.Globalization;
using OrleansFlights.Flights;

namespace OrleansFlights.Simulation.World;

/// <summary>Chooses the aircraft of a flight: a model that flies as far as the route, and one of the airline's registrations.</summary>
internal static class Fleet
{
    private const int AircraftPerAirline = 90;

    private static readonly (double UpToKilometres, string[] Models)[] ByDistance =
    [
        (1_200, ["Embraer E190", "Airbus A220-300", "Airbus A319-100", "Boeing 737-700"]),
        (4_500, ["Airbus A320neo", "Airbus A321neo", "Boeing 737-800", "Boeing 737 MAX 8"]),
        (9_500, ["Airbus A330-300", "Boeing 787-9", "Boeing 777-300ER"]),
        (double.MaxValue, ["Airbus A350-900", "Boeing 777-300ER", "Boeing 787-9", "Airbus A380-800"]),
    ];

    public static Aircraft Choose(Route route, Random random)
    {
        var range = Array.FindIndex(ByDistance, entry => route.Kilometres <= entry.UpToKilometres);
        var models = ByDistance[range].Models;
        var number = random.Next(AircraftPerAirline);

        // One registration is one aircraft: class and number decide the model.
        var registration = string.Create(CultureInfo.InvariantCulture, $"{route.Airline.Registration}{(char)('A' + range)}{number:00}");
        return new Aircraft(models[number % models.Length], registration);
    }
}
