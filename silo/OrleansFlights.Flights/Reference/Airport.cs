namespace OrleansFlights.Flights.Reference;

/// <summary>An airport of the table that ships.</summary>
/// <param name="Code">IATA.</param>
/// <param name="Icao">ICAO, four letters; empty when it has none.</param>
/// <param name="City">The city that it serves.</param>
/// <param name="Country">ISO 3166, two letters.</param>
/// <param name="Latitude">Degrees north.</param>
/// <param name="Longitude">Degrees east.</param>
/// <param name="Zone">Its time zone in tzdb, such as <c>America/New_York</c>.</param>
public sealed record Airport(AirportCode Code, string Icao, string City, string Country, double Latitude, double Longitude, string Zone);
