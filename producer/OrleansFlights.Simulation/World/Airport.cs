using OrleansFlights.Flights;

namespace OrleansFlights.Simulation.World;

/// <summary>An airport of the simulated world.</summary>
/// <param name="Code">Its IATA code.</param>
/// <param name="City">The city it serves.</param>
/// <param name="Latitude">Degrees north.</param>
/// <param name="Longitude">Degrees east.</param>
/// <param name="Passengers">Millions a year, roughly; the weight of the gravity model.</param>
public sealed record Airport(AirportCode Code, string City, double Latitude, double Longitude, double Passengers)
{
    private const double EarthRadiusKilometres = 6_371;

    /// <summary>The great-circle distance to another airport in kilometres (haversine formula on a sphere).</summary>
    public double KilometresTo(Airport other)
    {
        var latitude = Radians(other.Latitude - Latitude) / 2;
        var longitude = Radians(other.Longitude - Longitude) / 2;
        var chord = (Math.Sin(latitude) * Math.Sin(latitude))
            + (Math.Cos(Radians(Latitude)) * Math.Cos(Radians(other.Latitude)) * Math.Sin(longitude) * Math.Sin(longitude));
        return 2 * EarthRadiusKilometres * Math.Asin(Math.Min(1, Math.Sqrt(chord)));
    }

    /// <summary>The hour of the day by the sun, 0 to below 24: close enough to local time for when people fly.</summary>
    public double SolarHour(DateTimeOffset instant)
    {
        var hour = instant.UtcDateTime.TimeOfDay.TotalHours + (Longitude / 15);
        return ((hour % 24) + 24) % 24;
    }

    private static double Radians(double degrees) => degrees * Math.PI / 180;
}
