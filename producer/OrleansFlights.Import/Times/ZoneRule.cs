using NodaTime;
using NodaTime.TimeZones;
using OrleansFlights.Flights;
using OrleansFlights.Flights.Reference;

namespace OrleansFlights.Import.Times;

/// <summary>
/// Which zone times without one belong to. A time that the clocks jumped over in spring counts as if they had not jumped (2:30 of a night
/// without 2:30 is the moment called 3:30); one that they show twice in autumn is the first.
/// </summary>
internal sealed class ZoneRule
{
    /// <summary>The word for the zone of the airport that the time is told at.</summary>
    public const string Airport = "airport";

    private readonly DateTimeZone? _fixed;
    private readonly Dictionary<AirportCode, DateTimeZone?> _byAirport = [];

    private ZoneRule(string name, DateTimeZone? zone)
    {
        Name = name;
        _fixed = zone;
    }

    /// <summary>The rule's name: <c>airport</c>, <c>UTC</c> or a zone of tzdb.</summary>
    public string Name { get; }

    /// <summary>UTC.</summary>
    public static ZoneRule Utc() => new("UTC", DateTimeZone.Utc);

    /// <summary>The zone of each airport.</summary>
    public static ZoneRule OfAirports() => new(Airport, null);

    /// <summary>Reads a rule's name; null when it is none.</summary>
    public static ZoneRule? Parse(string name) =>
        string.Equals(name, Airport, StringComparison.OrdinalIgnoreCase) ? OfAirports()
        : string.Equals(name, "utc", StringComparison.OrdinalIgnoreCase) ? Utc()
        : DateTimeZoneProviders.Tzdb.GetZoneOrNull(name) is { } zone ? new ZoneRule(zone.Id, zone)
        : null;

    /// <summary>
    /// The zone in which an airport's times are told; null when that is the airport's own and the table does not know it.
    /// </summary>
    public DateTimeZone? ZoneAt(AirportCode airport)
    {
        if (_fixed is not null)
            return _fixed;
        if (!_byAirport.TryGetValue(airport, out var zone))
        {
            zone = Airports.Find(airport) is { } known ? DateTimeZoneProviders.Tzdb.GetZoneOrNull(known.Zone) : null;
            _byAirport.Add(airport, zone);
        }

        return zone;
    }

    /// <summary>The moment, in microseconds since the Unix epoch, at which clocks of a zone show a time.</summary>
    public static long ToInstant(long localMicroseconds, DateTimeZone zone)
    {
        if (ReferenceEquals(zone, DateTimeZone.Utc))
            return localMicroseconds;
        var seconds = TimeValue.Floor(localMicroseconds, TimeValue.Second);
        var local = LocalDateTime.FromDateTime(DateTime.UnixEpoch.AddTicks(seconds * TimeSpan.TicksPerSecond));
        var instant = zone.ResolveLocal(local, Resolvers.LenientResolver).ToInstant();
        return (instant.ToUnixTimeSeconds() * TimeValue.Second) + (localMicroseconds - (seconds * TimeValue.Second));
    }

    /// <summary>What clocks of a zone show at a moment, in microseconds since 1970-01-01 00:00.</summary>
    public static long ToLocal(long instantMicroseconds, DateTimeZone zone)
    {
        if (ReferenceEquals(zone, DateTimeZone.Utc))
            return instantMicroseconds;
        var seconds = TimeValue.Floor(instantMicroseconds, TimeValue.Second);
        return instantMicroseconds + (zone.GetUtcOffset(Instant.FromUnixTimeSeconds(seconds)).Seconds * TimeValue.Second);
    }
}
