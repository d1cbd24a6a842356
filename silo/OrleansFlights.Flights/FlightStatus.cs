namespace OrleansFlights.Flights;

/// <summary>Where a flight is in its life cycle. The values index the per-status counts of a <see cref="FlightTally"/>.</summary>
public enum FlightStatus : byte
{
    /// <summary>Planned, not yet boarding.</summary>
    Scheduled = 0,

    /// <summary>Passengers are boarding.</summary>
    Boarding = 1,

    /// <summary>Off the ground; carries the actual departure.</summary>
    Departed = 2,

    /// <summary>Announced to leave later than scheduled.</summary>
    Delayed = 3,

    /// <summary>Will not fly.</summary>
    Cancelled = 4,

    /// <summary>Arrived at its destination.</summary>
    Landed = 5,

    /// <summary>Arrived somewhere else than at its destination.</summary>
    Diverted = 6,
}

/// <summary>The names of <see cref="FlightStatus"/> on the wire: lower case, as in the event's <c>status</c> field.</summary>
public static class FlightStatuses
{
    /// <summary>How many statuses there are.</summary>
    public const int Count = 7;

    private static readonly string[] Names = ["scheduled", "boarding", "departed", "delayed", "cancelled", "landed", "diverted"];

    /// <summary>All statuses in the order of their values.</summary>
    public static IReadOnlyList<FlightStatus> All { get; } = Enum.GetValues<FlightStatus>();

    /// <summary>The wire name of a status.</summary>
    public static string Name(this FlightStatus status) => Names[(int)status];

    /// <summary>Parses a wire name from UTF-8; exact, lower case.</summary>
    public static bool TryParse(ReadOnlySpan<byte> utf8, out FlightStatus status)
    {
        FlightStatus? found = utf8 switch
        {
            _ when utf8.SequenceEqual("scheduled"u8) => FlightStatus.Scheduled,
            _ when utf8.SequenceEqual("departed"u8) => FlightStatus.Departed,
            _ when utf8.SequenceEqual("landed"u8) => FlightStatus.Landed,
            _ when utf8.SequenceEqual("boarding"u8) => FlightStatus.Boarding,
            _ when utf8.SequenceEqual("delayed"u8) => FlightStatus.Delayed,
            _ when utf8.SequenceEqual("cancelled"u8) => FlightStatus.Cancelled,
            _ when utf8.SequenceEqual("diverted"u8) => FlightStatus.Diverted,
            _ => null,
        };
        status = found.GetValueOrDefault();
        return found.HasValue;
    }
}
