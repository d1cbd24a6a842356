namespace OrleansFlights.Producer.Replay;

/// <summary>What a row of a file can say about a flight.</summary>
internal enum ReplayField
{
    FlightId,
    Airline,
    Origin,
    Destination,
    ScheduledDeparture,
    ActualDeparture,
    Delay,
    Status,
    Model,
    Registration,
    EventTime,
}

/// <summary>The names of <see cref="ReplayField"/>: before the equals sign of <c>--map</c>, and the columns looked for without it.</summary>
internal static class ReplayFields
{
    public const int Count = 11;

    private static readonly string[] Names =
    [
        "flight_id", "airline", "origin", "destination", "scheduled_departure", "actual_departure", "delay", "status", "model", "registration", "event_time",
    ];

    public static IReadOnlyList<ReplayField> All { get; } = Enum.GetValues<ReplayField>();

    public static string AllNames => string.Join(", ", Names);

    public static string Name(this ReplayField field) => Names[(int)field];

    public static bool TryParse(string name, out ReplayField field)
    {
        var index = Array.IndexOf(Names, name);
        field = (ReplayField)Math.Max(index, 0);
        return index >= 0;
    }
}
