using static OrleansFlights.Producer.Tests.ImportFixtures;
using static OrleansFlights.Producer.Tests.ImportInput;

namespace OrleansFlights.Producer.Tests;

/// <summary>Values as files have them: spellings of times, airports, delays, what became of a flight; and the types of Parquet.</summary>
public sealed class ImportValueTests
{
    private const string Header = "origin,destination,scheduled_departure,delay";
    private const string Good = "ZRH,JFK,2013-01-02T12:00:00Z,10";
    private const string NotATime = "scheduled_departure: not a time";

    private static readonly Dictionary<string, ImportInput> Inputs = new()
    {
        // Times that are right.
        ["an offset of minus nothing"] = Time("2013-01-02T12:00:00-00:00"),
        ["an offset of half hours"] = Time("2013-01-02T08:30:00-0330"),
        ["seven digits of a second"] = Time("2013-01-02T12:00:00.0000000Z"),
        ["mail's time"] = Time("\"Wed, 02 Jan 2013 12:00:00 GMT\""),
        ["mail's time of a zone"] = Time("\"Wed, 02 Jan 2013 13:00:00 +0100\"", "--zone", "airport"),
        ["mail's time is no local time"] = Time("\"Wed, 02 Jan 2013 12:00:00 GMT\"", "--zone", "airport"),
        ["the time of date"] = Time("Wed Jan  2 12:00:00 UTC 2013", "--zone", "airport"),
        ["the time of Go"] = Time("2013-01-02 12:00:00 +0000 UTC"),
        ["the time of Java"] = Time("2013-01-02T13:00:00+01:00[Europe/Zurich]"),
        ["the time of SQL Server"] = Time("Jan  2 2013 12:00PM"),
        ["a comma before the fraction"] = Right(
            "f.csv", Utf8("origin;destination;scheduled_departure;delay\nZRH;JFK;2013-01-02 12:00:00,000;10\n")),
        ["0000, 2400, 515, 5 and 5:15 PM in one column"] = new(
            "f.csv", Utf8("origin,destination,date,scheduled_departure\n"
                + string.Concat(new[] { "0000", "2400", "515", "5", "5:15 PM" }.Select(time => $"ZRH,JFK,2013-01-02,{time}\n"))),
            ["--zone", "UTC"], 0,
            [.. new[] { "02T00:00", "03T00:00", "02T05:15", "02T00:05", "02T17:15" }.Select(
                time => $"ZRH-JFK scheduled 2013-01-{time}:00Z")], ""),
        ["midnight and noon by the half day"] = new(
            "f.csv", Utf8("origin,destination,date,scheduled_departure\nZRH,JFK,2013-01-02,12:00 AM\nZRH,JFK,2013-01-02,12:15 pm\n"),
            ["--zone", "UTC"], 0, ["ZRH-JFK scheduled 2013-01-02T00:00:00Z", "ZRH-JFK scheduled 2013-01-02T12:15:00Z"], ""),
        ["a date of digits beside HHMM"] = Table("origin,destination,date,scheduled_departure,delay", "ZRH,JFK,20130102,1300,10"),
        ["year, month and day apart"] = Table("year,month,day,origin,dest,crs_dep_time,dep_delay", "2013,1,2,ZRH,JFK,1300,10"),
        ["dates of which one tells the order"] = new(
            "f.csv", Utf8("origin,destination,date,scheduled_departure\nZRH,JFK,02/01/2013,1300\nZRH,JFK,13/01/2013,1300\n"), [], 0,
            [Scheduled, "ZRH-JFK scheduled 2013-01-13T12:00:00Z"], ""),
        ["a day in spring that has no half past one"] = new(
            "f.csv", Utf8("origin,destination,scheduled_departure\nLHR,ZRH,2013-03-31 01:30\n"), ["--zone", "airport"], 0,
            ["LHR-ZRH scheduled 2013-03-31T01:30:00Z"], ""),
        ["UTC by name"] = Time("2013-01-02 12:00:00 UTC"),
        ["milliseconds with an exponent"] = Time("1.357128E12"),
        ["German time"] = Time("02.01.2013 12:00", "--dates", "dmy"),
        ["afternoon"] = Time("2013-01-02 12:00 PM"),
        ["24:00"] = new("f.csv", Utf8("origin,destination,date,scheduled_departure\nZRH,JFK,2013-01-01,24:00\n"), ["--zone", "UTC"], 0,
            ["ZRH-JFK scheduled 2013-01-02T00:00:00Z"], ""),
        ["a leap second"] = new("f.csv", Utf8("origin,destination,scheduled_departure\nZRH,JFK,2016-12-31T23:59:60Z\n"), [], 0,
            ["ZRH-JFK scheduled 2017-01-01T00:00:00Z"], ""),
        ["a leap day"] = new("f.csv", Utf8("origin,destination,scheduled_departure\nZRH,JFK,2012-02-29T12:00:00Z\n"), [], 0,
            ["ZRH-JFK scheduled 2012-02-29T12:00:00Z"], ""),
        ["a departure after midnight"] = new(
            "f.csv", Utf8("origin,destination,date,scheduled_departure,actual_departure\nZRH,JFK,2013-01-02,2350,15\n"), [], 0,
            ["ZRH-JFK scheduled 2013-01-02T22:50:00Z", "ZRH-JFK departed 2013-01-02T23:15:00Z"], ""),
        ["an airport west of the date line"] = new(
            "f.csv", Utf8("origin,destination,scheduled_departure\nAPW,AKL,2011-12-29 12:00\nAPW,AKL,2011-12-31 12:00\n"), ["--zone",
                "airport"], 0,
            ["APW-AKL scheduled 2011-12-29T22:00:00Z", "APW-AKL scheduled 2011-12-30T22:00:00Z"], ""),

        // Times that are none, or not clear.
        ["one second before 1970"] = NoTime("-1", "it is unclear what time the number -1 is"),
        ["zero milliseconds"] = NoTime("86400000", "it is unclear what time the number 86400000 is"),
        ["the year one"] = NoTime("0001-01-01T00:00:00Z", NotATime),
        ["the year 9999"] = NoTime("9999-12-31T23:59:59Z", NotATime),
        ["the year 2999"] = NoTime("2999-12-31T23:59:59Z", "outside the years"),
        ["25 o'clock"] = NoTime("2013-01-02T25:00:00Z", NotATime),
        ["sixty minutes"] = NoTime("2013-01-02T12:60:00Z", NotATime),
        ["the 30th of February"] = NoTime("2013-02-30T12:00:00Z", NotATime),
        ["the 29th of February 1900"] = NoTime("1900-02-29T12:00:00Z", NotATime),
        ["month 13"] = NoTime("2013-13-01T12:00:00Z", NotATime),
        ["an offset of 25 hours"] = NoTime("2013-01-02T12:00:00+25:00", NotATime),
        ["the zone EST"] = NoTime("2013-01-02T12:00:00 EST", NotATime),
        ["a day of the year"] = NoTime("2013-002T12:00:00Z", NotATime),
        ["a week"] = NoTime("2013-W01-3T12:00:00Z", NotATime),
        ["Arabic digits"] = NoTime("٢٠١٣-٠١-٠٢T12:00:00Z", NotATime),
        ["2460"] = Refused("f.csv", Utf8("origin,destination,date,scheduled_departure\nZRH,JFK,2013-01-02,2460\n"), "2460"),
        ["HHMM without a date"] = NoTime("515", "holds times of day such as 515"),
        ["an offset and another zone"] = NoTime("2013-01-02 12:00:00 +0400 UTC", NotATime),
        ["a zone alone in brackets"] = NoTime("2013-01-02T12:00:00[Europe/Zurich]", NotATime),
        ["two digits of a year"] = NoTime("1/2/13 12:00", NotATime),
        ["a day's number, as Excel counts"] = NoTime("41276", "it is unclear what time the number 41276 is"),
        ["microseconds before 1970"] = NoTime("-1357128000000000", "it is unclear what time"),
        ["a number of 23 digits"] = NoTime("99999999999999999999999", "it is unclear what time"),
        ["seconds with commas"] = NoTime("\"1,357,128,000\"", NotATime),
        ["the 31st of February in parts"] = Refused(
            "f.csv", Utf8("year,month,day,origin,dest,crs_dep_time\n2013,2,31,ZRH,JFK,1300\n"), "date: not a date"),
        ["an expression that a value does not fit"] = Refused(
            "f.csv", Utf8("origin,destination,d\nZRH,JFK,20130102 12\nZRH,JFK,x\n"),
            "has a value that an expression of the mapping cannot take",
            "--map", "scheduled_departure=strptime(d, '%Y%m%d %H')"),
        ["infinity"] = NoTime("inf", NotATime),
        ["seconds among milliseconds"] = new(
            "f.csv", Utf8($"{Header}\nZRH,JFK,1357128000000,10\nZRH,JFK,1357128000,10\nZRH,JFK,1357128000000,10\n"), [], 1,
            [Scheduled, Departed, Scheduled, Departed], "f.csv row 2: scheduled_departure: not a time"),

        // Airports.
        ["an airport of two letters"] = BadRow(Header, Good, "ZR,JFK,2013-01-02T12:00:00Z,10", "column origin holds 'ZR'"),
        ["an airport by its city"] = BadRow(Header, Good, "Zurich,JFK,2013-01-02T12:00:00Z,10", "column origin holds 'Zurich'"),
        ["DOT ids with a fraction"] = Table("origin,destination,scheduled_departure,delay", "16321.0,12478.0,2013-01-02T12:00:00Z,10"),
        ["DOT ids with their revision"] = Table("origin,destination,scheduled_departure,delay", "1632102,1247802,2013-01-02T12:00:00Z,10"),
        ["a city with its code"] = BadRow(Header, Good, "Zurich (ZRH),JFK,2013-01-02T12:00:00Z,10", "column origin holds 'Zurich (ZRH)'"),
        ["an ICAO code of nowhere"] = BadRow(Header, Good, "XXXX,JFK,2013-01-02T12:00:00Z,10", "ICAO code of no airport"),
        ["a DOT id of nowhere"] = new(
            "f.csv", Utf8("origin,destination,scheduled_departure,delay\n16321,12478,2013-01-02T12:00:00Z,10\n"
                + "99999,12478,2013-01-02T12:00:00Z,10\n"), [], 1,
            [Scheduled, Departed], "f.csv row 2"),
        ["there and back"] = BadRow(Header, Good, "ZRH,ZRH,2013-01-02T12:00:00Z,10", "destination: equals origin"),
        ["no airport"] = BadRow(Header, Good, ",JFK,2013-01-02T12:00:00Z,10", "f.csv row 2: origin"),
        ["local time where no zone is known"] = new(
            "f.csv", Utf8("origin,destination,scheduled_departure,delay\nZRH,JFK,2013-01-02 13:00,10\nQQQ,JFK,2013-01-02 13:00,10\n"),
                ["--zone", "airport"], 1,
            [Scheduled, Departed], "the time zone of QQQ is not known"),

        // Delays and what became of the flight.
        ["delay with its unit"] = BadRow(Header, Good, "ZRH,JFK,2013-01-02T12:00:00Z,10 min", "f.csv row 2: delay"),
        ["a delay with a decimal comma and a thousand's dot"] = BadRow(
            "origin;destination;scheduled_departure;delay", Good.Replace(',', ';'), "ZRH;JFK;2013-01-02T12:00:00Z;1.234,5",
            "holds '1.234,5'"),
        ["no delay: a dash, two, n/a, none, NaT"] = new(
            "f.csv", Utf8($"{Header}\n" + string.Concat(new[] { "-", "--", "n/a", "none", "NaT" }.Select(
                mark => $"ZRH,JFK,2013-01-02T12:00:00Z,{mark}\n"))), [], 0, [.. Enumerable.Repeat(Scheduled, 5)], ""),
        ["delay of years"] = BadRow(Header, Good, "ZRH,JFK,2013-01-02T12:00:00Z,1e9", "f.csv row 2: delay"),
        ["left a year later"] = BadRow(
            "origin,destination,scheduled_departure,actual_departure", "ZRH,JFK,2013-01-02T12:00:00Z,2013-01-02T12:10:00Z",
            "ZRH,JFK,2013-01-02T12:00:00Z,2014-01-02T12:10:00Z", "more than 30 days"),
        ["left early"] = new("f.csv", Utf8($"{Header}\nZRH,JFK,2013-01-02T12:00:00Z,-10\n"), [], 0,
            [Scheduled, "ZRH-JFK departed 2013-01-02T11:50:00Z"], ""),
        ["perhaps cancelled"] = BadRow(
            $"{Header},cancelled", $"{Good},0", $"{Good},maybe",
                "cancelled: neither yes nor no; allowed: 1, 0, true, false, yes, no (column cancelled holds 'maybe')"),
        ["cancelled and diverted at once"] = new("f.csv", Utf8($"{Header},cancelled,diverted\n{Good},1,1\n"), [], 0,
            [Scheduled, "ZRH-JFK cancelled 2013-01-02T12:00:00Z"], ""),
        ["cancelled with a fraction"] = new("f.csv", Utf8($"{Header},cancelled\n{Good},1.00\n"), [], 0,
            [Scheduled, "ZRH-JFK cancelled 2013-01-02T12:00:00Z"], ""),
        ["a status of nobody"] = BadRow(
            "origin,destination,scheduled_departure,status,event_time", "ZRH,JFK,2013-01-02T12:00:00Z,scheduled,2013-01-02T12:00:00Z",
            "ZRH,JFK,2013-01-02T12:00:00Z,teleported,2013-01-02T12:00:00Z", "unknown status; allowed: scheduled") with
        { Events = [Scheduled, Scheduled] },

        // Parquet.
        ["parquet, moments in milliseconds"] = Parquet("TIMESTAMP_MS '2013-01-02 12:00:00'"),
        ["parquet, moments in seconds"] = Parquet("TIMESTAMP_S '2013-01-02 12:00:00'"),
        ["parquet, numbers of microseconds"] = Parquet("1357128000000000::BIGINT"),
        ["parquet, decimal seconds"] = Parquet("1357128000.000::DECIMAL(18,3)"),
        ["parquet, unsigned"] = Parquet("1357128000::UINTEGER"),
        ["parquet, text as bytes"] = Right("f.parquet", ParquetOf(
            "SELECT 'ZRH'::BLOB origin, 'JFK'::BLOB destination, TIMESTAMP '2013-01-02 12:00:00' scheduled_departure, 10 delay")),
        ["parquet, an enumeration"] = Right("f.parquet", ParquetOf(
            "SELECT 'ZRH'::ENUM('ZRH','JFK') origin, 'JFK'::ENUM('ZRH','JFK') destination, "
                + "TIMESTAMP '2013-01-02 12:00:00' scheduled_departure, 10 delay")),
        ["parquet, nested"] = Right(
            "f.parquet",
            ParquetOf("SELECT {'from': 'ZRH', 'to': 'JFK'} leg, [1, 2] legs, "
                + "TIMESTAMP '2013-01-02 12:00:00' scheduled_departure, 10 delay"),
            "--map", "origin=leg.from", "--map", "destination=leg.to"),
        ["parquet, date and time apart"] = Right("f.parquet", ParquetOf(
            "SELECT 'ZRH' origin, 'JFK' destination, DATE '2013-01-02' date, TIME '13:00:00' scheduled_departure, 10 delay"), "--zone",
                "airport"),
        ["parquet, infinite moment"] = new("f.parquet", ParquetOf(
            "SELECT 'ZRH' origin, 'JFK' destination, t::TIMESTAMP scheduled_departure, 10 delay "
                + "FROM (VALUES ('2013-01-02 12:00:00'), ('infinity')) v(t)"),
            [], 1, [Scheduled, Departed], "f.parquet row 2: scheduled_departure"),
        ["parquet, NaN and nothing"] = new("f.parquet", ParquetOf(
            "SELECT 'ZRH' origin, 'JFK' destination, TIMESTAMP '2013-01-02 12:00:00' scheduled_departure, d delay "
                + "FROM (VALUES (NULL), ('nan'::DOUBLE)) v(d)"),
            [], 0, [Scheduled, Scheduled], ""),
        ["parquet without rows"] = Refused("f.parquet", ParquetOf(
            "SELECT 'ZRH' origin, 'JFK' destination, TIMESTAMP '2013-01-02 12:00:00' scheduled_departure LIMIT 0"),
                "f.parquet has no rows"),
        ["parquet with a changed byte"] = Refused("f.parquet", Damaged(), "f.parquet"),
    };

    public static TheoryData<string> Names => [.. Inputs.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public Task Input_GivesItsEventsOrIsRefused(string name) => Inputs[name].CheckAsync();

    [Fact]
    public async Task Parquet_WithMomentsOfImpala_IsRight() => await Right(
        "f.parquet", await ParquetFiles.Int96Async("ZRH", "JFK", new DateTime(2013, 1, 2, 12, 0, 0, DateTimeKind.Utc), 10)).CheckAsync();

    private static ImportInput Parquet(string time) => Right(
        "f.parquet", ParquetOf($"SELECT 'ZRH' origin, 'JFK' destination, {time} scheduled_departure, 10 delay"));

    /// <summary>Parquet whose last third, where its footer is, was overwritten.</summary>
    private static byte[] Damaged()
    {
        var bytes = ParquetOf("SELECT 'ZRH' origin, 'JFK' destination, TIMESTAMP '2013-01-02 12:00:00' scheduled_departure");
        bytes.AsSpan((bytes.Length * 2) / 3, bytes.Length / 8).Fill(0x77);
        return bytes;
    }
}
