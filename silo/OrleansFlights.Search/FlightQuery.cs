using System.Collections.Immutable;
using OrleansFlights.Flights;

namespace OrleansFlights.Search;

/// <summary>Which flights. Every condition given must hold.</summary>
public sealed record FlightConditions
{
    /// <summary>No condition: all flights.</summary>
    public static FlightConditions None { get; } = new();

    /// <summary>Each must begin a word of the flight, see <see cref="SearchTerms"/>.</summary>
    public ImmutableArray<string> Terms { get; init; } = [];

    /// <summary>Only from here.</summary>
    public AirportCode? Origin { get; init; }

    /// <summary>Only to here.</summary>
    public AirportCode? Destination { get; init; }

    /// <summary>Only of this airline, exactly as events write it.</summary>
    public string? Airline { get; init; }

    /// <summary>Only with one of these statuses; empty for all.</summary>
    public ImmutableArray<FlightStatus> Statuses { get; init; } = [];

    /// <summary>Only scheduled to leave then or later, microseconds since the Unix epoch.</summary>
    public long? FromMicroseconds { get; init; }

    /// <summary>Only scheduled to leave earlier, microseconds since the Unix epoch.</summary>
    public long? ToMicroseconds { get; init; }
}

/// <summary>A flight's place in the order of pages.</summary>
/// <param name="ScheduledMicroseconds">Its scheduled departure.</param>
/// <param name="FlightId">Its id.</param>
public readonly record struct FlightPlace(long ScheduledMicroseconds, string FlightId);

/// <summary>A page of which flights.</summary>
/// <param name="Conditions">Which flights.</param>
/// <param name="First">How many, at least 1.</param>
/// <param name="After">The page begins behind this place; null for the first page.</param>
public sealed record FlightQuery(FlightConditions Conditions, int First, FlightPlace? After = null);

/// <summary>A page of flights.</summary>
/// <param name="Flights">The flights.</param>
/// <param name="HasMore">Whether others follow.</param>
public sealed record FlightPage(ImmutableArray<FlightDocument> Flights, bool HasMore);
