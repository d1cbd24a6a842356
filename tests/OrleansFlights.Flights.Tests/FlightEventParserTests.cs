using System.Text;

namespace OrleansFlights.Flights.Tests;

public sealed class FlightEventParserTests
{
    [Fact]
    public void Parse_ReadsEveryField()
    {
        var flight = Record.ParseValid(Record.Valid);

        Assert.Equal("EK87-20260314", flight.FlightId);
        Assert.Equal("Emirates", flight.Airline);
        Assert.Equal("DXB", flight.Origin.ToString());
        Assert.Equal("ZRH", flight.Destination.ToString());
        Assert.Equal(new DateTimeOffset(2026, 3, 14, 8, 40, 0, TimeSpan.Zero), flight.ScheduledDeparture);
        Assert.Equal(new DateTimeOffset(2026, 3, 14, 8, 52, 30, TimeSpan.Zero), flight.ActualDeparture);
        Assert.Equal(FlightStatus.Departed, flight.Status);
        Assert.Equal(new Aircraft("Airbus A380-800", "A6-EUV"), flight.Aircraft);
        Assert.Equal(new DateTimeOffset(2026, 3, 14, 8, 52, 31, TimeSpan.Zero), flight.EventTime);
    }

    [Theory]
    [InlineData("scheduled", FlightStatus.Scheduled)]
    [InlineData("boarding", FlightStatus.Boarding)]
    [InlineData("departed", FlightStatus.Departed)]
    [InlineData("delayed", FlightStatus.Delayed)]
    [InlineData("cancelled", FlightStatus.Cancelled)]
    [InlineData("landed", FlightStatus.Landed)]
    [InlineData("diverted", FlightStatus.Diverted)]
    public void Parse_TakesEveryStatus(string name, FlightStatus status) =>
        Assert.Equal(status, Record.ParseValid(Record.With("status", $"\"{name}\"")).Status);

    [Fact]
    public void Parse_TakesFieldsInAnyOrderAndWithWhiteSpace()
    {
        const string json =
            " \r\n{\t\"event_time\" : \"2026-03-14T08:52:31Z\" , \"aircraft\" : { \"registration\" : \"A6-EUV\" ,\"model\":\"Airbus "
            + "A380-800\" } ,"
            + "\"status\":\"departed\",\"actual_departure\":\"2026-03-14T08:52:30Z\",\"scheduled_departure\":\"2026-03-14T08:40:00Z\","
            + "\"destination\":\"ZRH\",\"origin\":\"DXB\",\"airline\":\"Emirates\",\"flight_id\":\"EK87-20260314\" } \n";

        Assert.Equal(Record.ParseValid(Record.Valid), Record.ParseValid(json));
    }

    [Theory]
    [InlineData("\"gate\":\"A1\"")]
    [InlineData("\"crew\":{\"captain\":[1,-2.5e+10,true,false,null,{\"flight_id\":7}]}")]
    [InlineData("\"\":null")]
    [InlineData("\"model\":5")]
    public void Parse_IgnoresUnknownFields(string extra)
    {
        Assert.Equal(Record.ParseValid(Record.Valid), Record.ParseValid(Record.Starting(extra)));
        Assert.Equal(Record.ParseValid(Record.Valid), Record.ParseValid(Record.Ending(extra)));
    }

    [Fact]
    public void Parse_OfRepeatedFieldsTheLastCounts()
    {
        Assert.Equal("Swiss", Record.ParseValid(Record.Ending("\"airline\":\"Swiss\"")).Airline);
        Assert.Equal("Emirates", Record.ParseValid(Record.Starting("\"airline\":null")).Airline);
        Assert.Equal(RejectReason.MissingField, Record.Parse(Record.Ending("\"aircraft\":{}")).Reason);
    }

    [Fact]
    public void Parse_ResolvesEscapesInNamesAndTexts()
    {
        var json = Record.Valid.Replace("\"airline\":\"Emirates\"", """
            "airl\u0069ne":"\u00C9mirates \"\ud83d\udeeb\" \/\\"
            """.Trim(), StringComparison.Ordinal);

        Assert.Equal("Émirates \"🛫\" /\\", Record.ParseValid(json).Airline);
    }

    [Theory]
    [InlineData("actual_departure")]
    [InlineData("event_time")]
    public void Parse_TakesNullForAnOptionalTime(string field) => Record.ParseValid(Record.With(field, "null"));

    [Fact]
    public void Parse_WithoutEventTime_UsesTheRecordsTimestamp()
    {
        Assert.Equal(Record.Timestamp, Record.ParseValid(Record.Without("event_time")).EventTime);
        Assert.Equal(Record.Timestamp, Record.ParseValid(Record.With("event_time", "null")).EventTime);
    }

    [Theory]
    [InlineData("2026-03-14T12:40:00.123456789+04:00", 123456)]
    [InlineData("2026-03-14t08:40:00.1z", 100000)]
    [InlineData("2026-03-14T08:40:00-00:00", 0)]
    [InlineData("2026-03-13T22:10:00.000001-10:30", 1)]
    public void Parse_TakesAnyOffsetAndUpToNineDigits(string text, int microseconds) =>
        Assert.Equal(
            new DateTimeOffset(2026, 3, 14, 8, 40, 0, TimeSpan.Zero).AddMicroseconds(microseconds),
            Record.ParseValid(Record.With("scheduled_departure", $"\"{text}\"")).ScheduledDeparture);

    [Theory]
    [InlineData("departed", "2026-03-14T08:52:30Z", 750)]
    [InlineData("departed", "2026-03-14T08:39:59.5Z", -1)]
    [InlineData("departed", "2026-03-14T08:40:00.999999Z", 0)]
    [InlineData("departed", null, null)]
    [InlineData("landed", "2026-03-14T08:52:30Z", null)]
    [InlineData("delayed", "2026-03-14T08:52:30Z", null)]
    public void ToFact_CarriesTheDelayOfDeparturesOnly(string status, string? actual, int? delay)
    {
        var json = Record.Valid.Replace("\"departed\"", $"\"{status}\"", StringComparison.Ordinal)
            .Replace("\"2026-03-14T08:52:30Z\"", actual is null ? "null" : $"\"{actual}\"", StringComparison.Ordinal);
        var parser = new FlightEventParser();
        Assert.True(parser.Parse(Encoding.UTF8.GetBytes(json), Record.Timestamp.ToUnixTimeMilliseconds(), out var flight).IsValid);

        var fact = flight.ToFact(42);

        Assert.Equal(delay, fact.HasDelay ? fact.DelaySeconds : null);
        Assert.Equal(42, fact.Offset);
        Assert.Equal(status, fact.Status.Name());
        Assert.Equal(new DateTimeOffset(2026, 3, 14, 8, 50, 0, TimeSpan.Zero), FlightWindow.StartOf(fact.Window));
    }

    [Fact]
    public void Parse_TakesTextUpToTheLimitInBytes()
    {
        var longest = new string('é', FlightEventParser.MaxTextBytes / 2);
        Assert.Equal(longest, Record.ParseValid(Record.With("airline", $"\"{longest}\"")).Airline);
        Assert.Equal(new Rejection(RejectReason.InvalidText, FlightField.Airline), Record.Parse(Record.With("airline", $"\"{longest}a\"")));
    }

    [Fact]
    public void Parse_TakesARecordOfExactlyTheLargestSize()
    {
        var padded = Record.Valid.Trim().PadRight(FlightEventParser.MaxRecordBytes);
        Record.ParseValid(padded);
        Assert.Equal(RejectReason.TooLarge, Record.Parse(padded + " ").Reason);
    }

    [Fact]
    public void Parse_ResolvesTheTextsOfARecordFullOfEscapes()
    {
        var pairs = string.Join(',', Enumerable.Range(0, 2_000).Select(i => $"\"\\u00{0x41 + (i % 26):x2}\\u0041{i}\":\"\\n\""));
        Assert.Equal("A", Record.ParseValid(Record.Ending(pairs + ",\"airline\":\"\\u0041\"")).Airline);
    }

    [Fact]
    public void Parse_LeavesNothingOfOneRecordInTheNext()
    {
        var parser = new FlightEventParser();
        Assert.True(parser.Parse(Encoding.UTF8.GetBytes(Record.Valid), 0, out _).Reason is RejectReason.EventTimeAhead);
        Assert.True(parser.Parse(Encoding.UTF8.GetBytes(Record.Valid), Record.Timestamp.ToUnixTimeMilliseconds(), out _).IsValid);
        Assert.Equal(new Rejection(RejectReason.MissingField, FlightField.FlightId), parser.Parse("{}"u8, 0, out var flight));
        Assert.True(flight.FlightId.IsEmpty && flight.Airline.IsEmpty && flight.ActualMicroseconds is null);
    }
}
