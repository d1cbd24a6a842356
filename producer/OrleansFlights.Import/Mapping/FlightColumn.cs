namespace OrleansFlights.Import.Mapping;

/// <summary>What a row can say about a flight.</summary>
internal enum FlightColumn
{
    FlightId,
    Airline,
    FlightNumber,
    Origin,
    Destination,
    Date,
    ScheduledDeparture,
    ActualDeparture,
    Delay,
    Status,
    Cancelled,
    Diverted,
    ActualArrival,
    Model,
    Registration,
    EventTime,
    Codeshare,
}

/// <summary>
/// The names of <see cref="FlightColumn"/>, as they stand before the equals sign of <c>--map</c>, and how files call the same.
/// </summary>
internal static class FlightColumns
{
    private static readonly (string Name, string[] Aliases)[] Known =
    [
        ("flight_id", ["fa_flight_id"]),
        ("airline", ["carrier", "airline_name", "carrier_name", "operating_airline", "reporting_airline", "op_unique_carrier",
            "unique_carrier", "op_carrier",
            "airline_code", "carrier_code", "airline_iata", "airline_icao", "operator_iata", "operator", "company"]),
        ("flight_number",
            ["flight_num", "flight_no", "flightnr", "flno", "fl_num", "op_carrier_fl_num", "flight_number_reporting_airline", "flight"]),
        ("origin", ["origin_airport", "origin_code", "origin_iata", "origin_airport_code", "departure_airport", "dep_airport",
            "departure_iata", "dep_iata", "from_airport",
            "from", "source_airport", "source", "src", "orig", "departure_airport_code", "est_departure_airport", "airport_from",
                "origin_icao", "dep_icao", "departure_icao",
            "origin_airport_id", "departure"]),
        ("destination", ["dest", "destination_airport", "dest_airport", "destination_code", "dest_iata", "destination_iata",
            "destination_airport_code", "arrival_airport",
            "arr_airport", "arrival_iata", "arr_iata", "to_airport", "to", "dst", "arrival_airport_code", "est_arrival_airport",
                "airport_to", "destination_icao", "arr_icao",
            "arrival_icao", "dest_airport_id", "arrival"]),
        ("date", ["flight_date", "fl_date", "departure_date", "dep_date", "day_of_flight", "date_of_flight"]),
        ("scheduled_departure", [
            "scheduled_departure_time", "sched_dep_time", "scheduled_dep", "crs_dep_time", "scheduled_time", "std", "sobt", "scheduled_out",
            "scheduled_off", "departure_scheduled", "sched_dep", "scheduled_departure_utc", "planned_departure"]),
        ("actual_departure", ["actual_departure_time", "dep_time", "departure_time", "actual_time", "atd", "aobt", "actual_out",
            "actual_off", "departure_actual", "actual_dep"]),
        ("delay", ["dep_delay", "departure_delay", "delay_minutes", "dep_delay_minutes", "delay_min", "departure_delay_minutes"]),
        ("status", ["flight_status"]),
        ("cancelled", ["canceled", "is_cancelled", "is_canceled"]),
        ("diverted", ["is_diverted"]),
        ("actual_arrival",
            ["actual_arrival_time", "arr_time", "arrival_time", "ata", "actual_in", "actual_on", "arrival_actual", "landed_at"]),
        ("model", ["aircraft_model", "aircraft_type", "aircraft", "typecode", "type_code", "plane", "equipment", "aircraft_code"]),
        ("registration", ["tail_number", "tailnum", "tail_num", "aircraft_registration", "reg", "tail", "n_number"]),
        ("event_time", ["event_timestamp"]),
        ("codeshare", ["code_share", "is_codeshare"]),
    ];

    public static int Count => Known.Length;

    public static IReadOnlyList<FlightColumn> All { get; } = Enum.GetValues<FlightColumn>();

    /// <summary>All names, for messages.</summary>
    public static string AllNames => string.Join(", ", Known.Select(known => known.Name));

    public static IEnumerable<string> Names => Known.Select(known => known.Name);

    /// <summary>Those that hold moments.</summary>
    public static IReadOnlyList<FlightColumn> Times { get; } =
        [FlightColumn.Date, FlightColumn.ScheduledDeparture, FlightColumn.ActualDeparture, FlightColumn.ActualArrival,
            FlightColumn.EventTime];

    public static string Name(this FlightColumn column) => Known[(int)column].Name;

    /// <summary>The names under which the column is looked for, best first.</summary>
    public static IEnumerable<string> Candidates(this FlightColumn column) => Known[(int)column].Aliases.Prepend(column.Name());

    public static bool TryParse(string name, out FlightColumn column)
    {
        var index = Array.FindIndex(Known, known => known.Name == name);
        column = (FlightColumn)Math.Max(index, 0);
        return index >= 0;
    }

    /// <summary>
    /// A name without its case and without what separates its words: <c>FlightDate</c>, <c>FLIGHT_DATE</c> and <c>flight date</c> are one.
    /// </summary>
    public static string Normal(string name) => string.Concat(name.Where(char.IsLetterOrDigit)).ToLowerInvariant();

    /// <summary>Whether a word is a name of any of them.</summary>
    public static bool IsKnownName(string word) => KnownNames.Contains(Normal(word));

    private static readonly HashSet<string> KnownNames = [.. All.SelectMany(Candidates).Select(Normal)];
}
