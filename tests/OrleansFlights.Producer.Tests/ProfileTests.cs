using System.Globalization;
using static OrleansFlights.Producer.Tests.ImportFixtures;

namespace OrleansFlights.Producer.Tests;

/// <summary>
/// Flights as they are published. The fixtures are our own, in the shape that each source had on 2026-11-30 or, where it is history, at its
/// publication; the source of each is named in its profile.
/// </summary>
public sealed class ProfileTests
{
    private const string Kaggle =
        """
        YEAR,MONTH,DAY,DAY_OF_WEEK,AIRLINE,FLIGHT_NUMBER,TAIL_NUMBER,ORIGIN_AIRPORT,DESTINATION_AIRPORT,SCHEDULED_DEPARTURE,DEPARTURE_TIME,DEPARTURE_DELAY,ARRIVAL_TIME,DIVERTED,CANCELLED
        2015,10,1,4,AA,2336,N3KUAA,12892,14747,0010,0002,-8,0741,0,0
        2015,1,1,4,DL,1,N1,JFK,LAX,2359,0029,30,,1,0

        """;

    private const string NewYork =
        """
        "","year","month","day","dep_time","sched_dep_time","dep_delay","arr_time","sched_arr_time","arr_delay","carrier","flight","tailnum","origin","dest","time_hour"
        "1",2013,1,1,517,515,2,830,819,11,"UA",1545,"N14228","EWR","IAH",2013-01-01 05:00:00
        "2",2013,1,1,NA,1630,NA,NA,1815,NA,"EV",4308,"N18120","EWR","RDU",2013-01-01 16:00:00

        """;

    private const string OpenSky =
        """
        [{"icao24":"4b1806","firstSeen":1357128000,"estDepartureAirport":"LSZH","lastSeen":1357160400,"estArrivalAirport":"KJFK","callsign":"SWR14   ","estDepartureAirportHorizDistance":1000}]
        """;

    private const string AeroApi =
        """
        {"links":null,"num_pages":1,"departures":[
          {"ident":"SWR14","fa_flight_id":"SWR14-1357000000-airline-0123","operator":"SWR","operator_iata":"LX","flight_number":"14","registration":"HB-JHA","codeshares":["UAL3579"],
           "cancelled":false,"diverted":false,"origin":{"code":"LSZH","code_icao":"LSZH","code_iata":"ZRH"},"destination":{"code":"KJFK","code_icao":"KJFK","code_iata":"JFK"},
           "scheduled_out":"2013-01-02T12:00:00Z","actual_out":"2013-01-02T12:10:00Z","actual_in":null,"aircraft_type":"A333"}],
         "scheduled_departures":[
          {"ident":"SWR16","fa_flight_id":"SWR16-1357000000-airline-0124","operator":"SWR","operator_iata":"LX","flight_number":"16","registration":null,"codeshares":[],
           "cancelled":true,"diverted":false,"origin":{"code":"LSZH","code_icao":"LSZH","code_iata":"ZRH"},"destination":{"code":"KJFK","code_icao":"KJFK","code_iata":"JFK"},
           "scheduled_out":"2013-01-02T16:00:00Z","actual_out":null,"actual_in":null,"aircraft_type":"A333"}]}
        """;

    private const string AviationStack =
        """
        {"pagination":{"limit":100,"offset":0,"count":2,"total":2},"data":[
          {"flight_date":"2020-02-04","flight_status":"landed","departure":{"airport":"Singapore Changi","timezone":"Asia\/Singapore","iata":"SIN","icao":"WSSS","delay":13,"scheduled":"2020-02-04T20:25:00+00:00","actual":"2020-02-04T20:38:00+00:00"},
           "arrival":{"iata":"PEN","icao":"WMKP","scheduled":"2020-02-04T21:50:00+00:00","actual":"2020-02-04T21:33:00+00:00"},"airline":{"name":"Scoot","iata":"TR","icao":"TGW"},
           "flight":{"number":"428","iata":"TR428","icao":"TGW428","codeshared":null},"aircraft":{"registration":"9V-TAU","iata":"A320","icao":"A320"}},
          {"flight_date":"2020-02-04","flight_status":"landed","departure":{"airport":"Singapore Changi","timezone":"Asia\/Singapore","iata":"SIN","icao":"WSSS","delay":13,"scheduled":"2020-02-04T20:25:00+00:00","actual":"2020-02-04T20:38:00+00:00"},
           "arrival":{"iata":"PEN","icao":"WMKP","scheduled":"2020-02-04T21:50:00+00:00","actual":"2020-02-04T21:33:00+00:00"},"airline":{"name":"Singapore Airlines","iata":"SQ","icao":"SIA"},
           "flight":{"number":"8428","iata":"SQ8428","icao":"SIA8428","codeshared":{"airline_name":"scoot","airline_iata":"tr","flight_number":"428","flight_iata":"tr428"}},"aircraft":null}]}
        """;

    private const string BtsHeader =
        "\"Year\",\"FlightDate\",\"Reporting_Airline\",\"DOT_ID_Reporting_Airline\",\"Tail_Number\",\"Flight_Number_Reporting_Airline\",\"OriginAirportID\",\"Origin\",\"OriginCityName\","
        + "\"DestAirportID\",\"Dest\",\"CRSDepTime\",\"DepTime\",\"DepDelay\",\"ArrTime\",\"Cancelled\",\"Diverted\",\n";

    private static readonly Dictionary<string, (string File, byte[] Bytes, string[] Arguments, string[] Events)> Published = new()
    {
        ["bts"] = (
            "On_Time_2015_1.zip",
            Zip(
                ("On_Time_2015_1.csv", Utf8(BtsHeader
                    + "2015,2015-01-01,\"AA\",19805,\"N787AA\",\"1\",12478,\"JFK\",\"New York, "
                    + "NY\",12892,\"LAX\",\"0900\",\"0855\",-5.00,\"1237\",0.00,0.00,\n"
                    + "2015,2015-01-01,\"AA\",19805,\"\",\"3\",12478,\"JFK\",\"New York, "
                    + "NY\",12892,\"LAX\",\"1230\",\"\",,\"\",1.00,0.00,\n"
                    + "2015,2015-07-01,\"9E\",20363,\"N1\",\"77\",10397,\"ATL\",\"Atlanta, "
                    + "GA\",10693,\"BNA\",\"2359\",\"0019\",20.00,\"\",0.00,1.00,\n")),
                ("readme.html", Utf8("<html><body>About</body></html>"))),
            [],
            [
                "AA1-20150101-JFK American Airlines JFK-LAX scheduled 2015-01-01T14:00:00Z",
                    "AA1-20150101-JFK American Airlines JFK-LAX departed 2015-01-01T13:55:00Z",
                "AA1-20150101-JFK American Airlines JFK-LAX landed 2015-01-01T20:37:00Z",
                    "AA3-20150101-JFK American Airlines JFK-LAX scheduled 2015-01-01T17:30:00Z",
                "AA3-20150101-JFK American Airlines JFK-LAX cancelled 2015-01-01T17:30:00Z",
                    "9E77-20150701-ATL Endeavor Air ATL-BNA scheduled 2015-07-02T03:59:00Z",
                "9E77-20150701-ATL Endeavor Air ATL-BNA departed 2015-07-02T04:19:00Z",
                    "9E77-20150701-ATL Endeavor Air ATL-BNA diverted 2015-07-02T04:19:00Z",
            ]),
        ["kaggle-2015"] = (
            "flights.csv", Utf8(Kaggle), [],
            [
                "AA2336-20151001-LAX American Airlines LAX-SEA scheduled 2015-10-01T07:10:00Z",
                    "AA2336-20151001-LAX American Airlines LAX-SEA departed 2015-10-01T07:02:00Z",
                "AA2336-20151001-LAX American Airlines LAX-SEA landed 2015-10-01T14:41:00Z",
                    "DL1-20150101-JFK Delta Air Lines JFK-LAX scheduled 2015-01-02T04:59:00Z",
                "DL1-20150101-JFK Delta Air Lines JFK-LAX departed 2015-01-02T05:29:00Z",
                    "DL1-20150101-JFK Delta Air Lines JFK-LAX diverted 2015-01-02T05:29:00Z",
            ]),
        ["nycflights13"] = (
            "flights.csv", Utf8(NewYork), [],
            [
                "UA1545-20130101-EWR United Airlines EWR-IAH scheduled 2013-01-01T10:15:00Z",
                    "UA1545-20130101-EWR United Airlines EWR-IAH departed 2013-01-01T10:17:00Z",
                "UA1545-20130101-EWR United Airlines EWR-IAH landed 2013-01-01T14:30:00Z",
                    "EV4308-20130101-EWR ExpressJet Airlines EWR-RDU scheduled 2013-01-01T21:30:00Z",
                "EV4308-20130101-EWR ExpressJet Airlines EWR-RDU cancelled 2013-01-01T21:30:00Z",
            ]),
        ["opensky"] = (
            "departures.json", Utf8(OpenSky), [],
            ["LX14-20130102-ZRH Swiss ZRH-JFK departed 2013-01-02T12:00:00Z",
                "LX14-20130102-ZRH Swiss ZRH-JFK landed 2013-01-02T21:00:00Z"]),
        ["openflights"] = (
            "openflights.csv",
            Utf8("Date,From,To,Flight_Number,Airline,Distance,Duration,Seat,Seat_Type,Class,Reason,Plane,Registration,Trip,Note,From_OID,To_OID,Airline_OID,Plane_OID\n"
                + "2013-01-02 13:00:00,ZRH,JFK,LX14,Swiss International Air Lines,3917,08:45,1A,W,Y,L,Airbus A330-300,HB-JHA,,\"to sea, "
                + "and back\",1678,3797,4559,22\n"),
            [], ["SWISSINTLX14-20130102-ZRH Swiss International Air Lines ZRH-JFK scheduled 2013-01-02T12:00:00Z"]),
        ["openflights-routes"] = (
            "routes.dat", Utf8("LX,4559,ZRH,1678,JFK,3797,,0,333\nUA,5209,ZRH,1678,JFK,3797,Y,0,333\n2B,410,DME,4029,KZN,2990,,0,CR2\n"),
            ["--profile", "openflights-routes", "--date", "2014-06-01"],
            ["row Swiss ZRH-JFK scheduled 2014-06-01T10:00:00Z", "row 2B DME-KZN scheduled 2014-06-01T08:00:00Z"]),
        ["aeroapi"] = (
            "departures.json", Utf8(AeroApi), [],
            [
                "SWR14-1357000000-airline-0123 Swiss ZRH-JFK scheduled 2013-01-02T12:00:00Z",
                    "SWR14-1357000000-airline-0123 Swiss ZRH-JFK departed 2013-01-02T12:10:00Z",
                "SWR16-1357000000-airline-0124 Swiss ZRH-JFK scheduled 2013-01-02T16:00:00Z",
                    "SWR16-1357000000-airline-0124 Swiss ZRH-JFK cancelled 2013-01-02T16:00:00Z",
            ]),
        ["aviationstack"] = (
            "flights.json", Utf8(AviationStack), [],
            [
                "TR428-20200204-SIN Scoot SIN-PEN scheduled 2020-02-04T12:25:00Z",
                    "TR428-20200204-SIN Scoot SIN-PEN departed 2020-02-04T12:38:00Z",
                "TR428-20200204-SIN Scoot SIN-PEN landed 2020-02-04T13:33:00Z",
            ]),
        ["vega"] = (
            "flights-3m.parquet", ParquetOf(
                "SELECT TIMESTAMP '2001-01-10 18:20:00' date, 14::BIGINT delay, 337::BIGINT distance, 'SFO' origin, 'LAX' destination"), [],
            ["row Unknown SFO-LAX scheduled 2001-01-11T02:20:00Z", "row Unknown SFO-LAX departed 2001-01-11T02:34:00Z"]),
    };

    public static TheoryData<string> Names => [.. Published.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Published_BecomesFlights(string profile)
    {
        var (file, bytes, arguments, events) = Published[profile];
        using var run = new Run();
        var path = Path.Combine(run.Folder, file);
        await File.WriteAllBytesAsync(path, bytes, TestContext.Current.CancellationToken);

        var code = await run.Async(["replay", path, .. arguments]);

        Assert.True(code == 0, run.Output + run.Error);
        Assert.Contains($"profile    {profile}", run.Output, StringComparison.Ordinal);
        Assert.Equal(events, run.Log.Flights().Select(flight => string.Create(
            CultureInfo.InvariantCulture,
            $"{(flight.FlightId.StartsWith("flights-3m-", StringComparison.Ordinal) || flight.FlightId.StartsWith("routes-", StringComparison.Ordinal) ? "row" : flight.FlightId)} {flight.Airline} {flight.Origin}-{flight.Destination} {flight.Status.ToString().ToLowerInvariant()} {flight.EventTime.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}")));
    }

    [Fact]
    public async Task Profile_SavedAndUsedAgain_GivesTheSame()
    {
        using var run = new Run();
        var path = run.File("f.csv", "von;nach;ab;spät\nZRH;JFK;2013-01-02 13:00;10\n");
        string[] map = ["--map", "origin=von", "--map", "destination=nach", "--map", "scheduled_departure=ab", "--map", "delay=spät",
            "--zone", "airport"];
        var profile = Path.Combine(run.Folder, "mine.json");

        Assert.Equal(0, await run.Async(["replay", path, "--check", "--save-profile", profile, .. map]));
        Assert.Empty(run.Log.Entries);
        Assert.Contains("1 of the first 1 rows are flights", run.Output, StringComparison.Ordinal);

        Assert.Equal(0, await run.Async("replay", path, "--profile", profile));
        Assert.Equal(["2013-01-02T12:00:00", "2013-01-02T12:10:00"],
            run.Log.Flights().Select(flight => flight.EventTime.ToString("s", CultureInfo.InvariantCulture)));
    }

    [Fact]
    public async Task Profile_ThatNamesAColumnWhichIsNotThere_Fails()
    {
        using var run = new Run();
        var path = run.File("f.csv", ImportFixtures.Csv);
        var profile = run.File("p.json", """{"map":{"origin":"orgin","destination":"destination","scheduled_departure":"scheduled_departure"}}""");

        Assert.Equal(1, await run.Async("replay", path, "--profile", profile));

        Assert.Contains("has no column 'orgin' for origin; did you mean 'origin'?", run.Error, StringComparison.Ordinal);
        Assert.Empty(run.Log.Entries);
    }
}
