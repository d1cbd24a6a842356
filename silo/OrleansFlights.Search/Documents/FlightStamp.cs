namespace OrleansFlights.Search;

/// <summary>
/// Where an event stands among the events of its flight: by event time, ties by its place on the log. No two records share a place, so of
/// any set of events exactly one is the newest, whatever order they came in.
/// </summary>
/// <param name="EventMicroseconds">Event time, microseconds since the Unix epoch.</param>
/// <param name="Partition">Partition of the log.</param>
/// <param name="Offset">Offset in the partition.</param>
public readonly record struct FlightStamp(long EventMicroseconds, int Partition, long Offset) : IComparable<FlightStamp>
{
    /// <inheritdoc/>
    public int CompareTo(FlightStamp other)
    {
        var order = EventMicroseconds.CompareTo(other.EventMicroseconds);
        if (order == 0)
            order = Partition.CompareTo(other.Partition);
        return order != 0 ? order : Offset.CompareTo(other.Offset);
    }

    /// <summary>Whether the event is older than another.</summary>
    public static bool operator <(FlightStamp one, FlightStamp other) => one.CompareTo(other) < 0;

    /// <summary>Whether the event is newer than another.</summary>
    public static bool operator >(FlightStamp one, FlightStamp other) => one.CompareTo(other) > 0;

    /// <summary>Whether the event is not newer than another.</summary>
    public static bool operator <=(FlightStamp one, FlightStamp other) => one.CompareTo(other) <= 0;

    /// <summary>Whether the event is not older than another.</summary>
    public static bool operator >=(FlightStamp one, FlightStamp other) => one.CompareTo(other) >= 0;
}
