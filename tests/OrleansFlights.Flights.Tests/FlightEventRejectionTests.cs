using System.Text;

namespace OrleansFlights.Flights.Tests;

public sealed class FlightEventRejectionTests
{
    [Theory]
    [InlineData("flight_id", FlightField.FlightId)]
    [InlineData("airline", FlightField.Airline)]
    [InlineData("origin", FlightField.Origin)]
    [InlineData("destination", FlightField.Destination)]
    [InlineData("scheduled_departure", FlightField.ScheduledDeparture)]
    [InlineData("actual_departure", FlightField.ActualDeparture)]
    [InlineData("status", FlightField.Status)]
    [InlineData("aircraft", FlightField.Aircraft)]
    [InlineData("aircraft.model", FlightField.Model)]
    [InlineData("aircraft.registration", FlightField.Registration)]
    public void Parse_RefusesAMissingField(string field, FlightField wrong) =>
        Assert.Equal(new Rejection(RejectReason.MissingField, wrong), Record.Parse(Record.Without(field)));

    [Theory]
    [InlineData("flight_id", FlightField.FlightId, true)]
    [InlineData("airline", FlightField.Airline, true)]
    [InlineData("origin", FlightField.Origin, true)]
    [InlineData("destination", FlightField.Destination, true)]
    [InlineData("scheduled_departure", FlightField.ScheduledDeparture, true)]
    [InlineData("actual_departure", FlightField.ActualDeparture, false)]
    [InlineData("status", FlightField.Status, true)]
    [InlineData("aircraft", FlightField.Aircraft, true)]
    [InlineData("aircraft.model", FlightField.Model, true)]
    [InlineData("aircraft.registration", FlightField.Registration, true)]
    [InlineData("event_time", FlightField.EventTime, false)]
    public void Parse_RefusesAnotherJsonType(string field, FlightField wrong, bool notNull)
    {
        foreach (var json in new[] { "1", "-1.5e3", "true", "false", "[]", "[\"DXB\"]", notNull ? "null" : "0" })
            Assert.Equal((json, new Rejection(RejectReason.WrongType, wrong)), (json, Record.Parse(Record.With(field, json))));
        if (wrong != FlightField.Aircraft)
            Assert.Equal(new Rejection(RejectReason.WrongType, wrong), Record.Parse(Record.With(field, "{\"a\":1}")));
    }

    [Fact]
    public void Parse_RefusesAnAircraftThatIsText() =>
        Assert.Equal(new Rejection(RejectReason.WrongType, FlightField.Aircraft), Record.Parse(Record.With("aircraft", "\"A380\"")));

    [Theory]
    [InlineData("flight_id", FlightField.FlightId, "\"\"")]
    [InlineData("airline", FlightField.Airline, "\"\"")]
    [InlineData("airline", FlightField.Airline, "\"Emir\\u0000ates\"")]
    [InlineData("airline", FlightField.Airline, "\"Emir\\nates\"")]
    [InlineData("flight_id", FlightField.FlightId, "\"EK87\\u007f\"")]
    [InlineData("aircraft.model", FlightField.Model, "\"\\t\"")]
    [InlineData("airline", FlightField.Airline, "\" \"")]
    [InlineData("airline", FlightField.Airline, "\"\\u00a0\"")]
    [InlineData("airline", FlightField.Airline, "\"\\u2003 \\u3000\"")]
    [InlineData("flight_id", FlightField.FlightId, "\"\\u2028\"")]
    [InlineData("airline", FlightField.Airline, "\"Emir\\u0085ates\"")]
    [InlineData("aircraft.registration", FlightField.Registration, "\"\\u009b2J\"")]
    public void Parse_RefusesEmptyTextAndControlCharacters(string field, FlightField wrong, string json) =>
        Assert.Equal(new Rejection(RejectReason.InvalidText, wrong), Record.Parse(Record.With(field, json)));

    [Theory]
    [InlineData("aircraft.model")]
    [InlineData("aircraft.registration")]
    public void Parse_TakesAnEmptyAircraftText(string field) => Record.ParseValid(Record.With(field, "\"\""));

    [Theory]
    [InlineData("DX")]
    [InlineData("DXBA")]
    [InlineData("dxb")]
    [InlineData("DX1")]
    [InlineData("D B")]
    [InlineData("ZÜR")]
    [InlineData("")]
    public void Parse_RefusesWhatIsNoAirport(string code)
    {
        Assert.Equal(new Rejection(RejectReason.InvalidAirport, FlightField.Origin), Record.Parse(Record.With("origin", $"\"{code}\"")));
        Assert.Equal(
            new Rejection(RejectReason.InvalidAirport, FlightField.Destination), Record.Parse(Record.With("destination", $"\"{code}\"")));
    }

    [Fact]
    public void Parse_RefusesEqualAirports() =>
        Assert.Equal(
            new Rejection(RejectReason.SameAirports, FlightField.Destination), Record.Parse(Record.With("destination", "\"DXB\"")));

    [Theory]
    [InlineData("")]
    [InlineData("Departed")]
    [InlineData("departed ")]
    [InlineData("canceled")]
    [InlineData("on time")]
    public void Parse_RefusesAnUnknownStatus(string status) =>
        Assert.Equal(new Rejection(RejectReason.UnknownStatus, FlightField.Status), Record.Parse(Record.With("status", $"\"{status}\"")));

    [Theory]
    [InlineData("2026-03-14")]
    [InlineData("2026-03-14 08:40:00Z")]
    [InlineData("2026-03-14T08:40:00")]
    [InlineData("2026-02-30T08:40:00Z")]
    [InlineData("2026-03-14T24:00:00Z")]
    [InlineData("2026-03-14T08:40:60Z")]
    [InlineData("2026-03-14T08:40:00.Z")]
    [InlineData("2026-03-14T08:40:00.1234567890Z")]
    [InlineData("2026-03-14T08:40:00+0400")]
    [InlineData("2026-03-14T08:40:00+24:00")]
    [InlineData(" 2026-03-14T08:40:00Z")]
    [InlineData("2026-03-14T08:40:00Z ")]
    [InlineData("")]
    public void Parse_RefusesWhatIsNoTime(string text)
    {
        Assert.Equal(new Rejection(RejectReason.InvalidTime, FlightField.ScheduledDeparture),
            Record.Parse(Record.With("scheduled_departure", $"\"{text}\"")));
        Assert.Equal(new Rejection(RejectReason.InvalidTime, FlightField.ActualDeparture),
            Record.Parse(Record.With("actual_departure", $"\"{text}\"")));
        Assert.Equal(
            new Rejection(RejectReason.InvalidTime, FlightField.EventTime), Record.Parse(Record.With("event_time", $"\"{text}\"")));
    }

    [Theory]
    [InlineData("1899-12-31T23:59:59.999999Z", false)]
    [InlineData("1900-01-01T00:00:00Z", true)]
    [InlineData("1899-12-31T23:00:00-01:00", true)]
    [InlineData("2199-12-31T23:59:59.999999Z", true)]
    [InlineData("2199-12-31T23:59:59-00:01", false)]
    public void Parse_BoundsTheYear(string text, bool valid)
    {
        var json = Record.Valid.Replace("\"2026-03-14T08:52:30Z\"", "null", StringComparison.Ordinal)
            .Replace("2026-03-14T08:40:00Z", text, StringComparison.Ordinal);

        Assert.Equal(valid ? default : new Rejection(RejectReason.TimeOutOfRange, FlightField.ScheduledDeparture), Record.Parse(json));
    }

    [Theory]
    [InlineData("2026-04-13T08:40:00Z", true)]
    [InlineData("2026-04-13T08:40:00.000001Z", false)]
    [InlineData("2026-02-12T08:40:00Z", true)]
    [InlineData("2026-02-12T08:39:59Z", false)]
    public void Parse_BoundsTheDelay(string actual, bool valid) =>
        Assert.Equal(
            valid ? default : new Rejection(RejectReason.DelayOutOfRange, FlightField.ActualDeparture),
            Record.Parse(Record.With("actual_departure", $"\"{actual}\"")));

    [Theory]
    [InlineData("2026-03-15T12:00:00Z", true)]
    [InlineData("2026-03-15T12:00:00.000001Z", false)]
    [InlineData("1950-01-01T00:00:00Z", true)]
    public void Parse_BoundsTheEventTime(string time, bool valid) =>
        Assert.Equal(valid ? default : new Rejection(RejectReason.EventTimeAhead, FlightField.EventTime),
            Record.Parse(Record.With("event_time", $"\"{time}\"")));

    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    [InlineData(long.MaxValue / 1_000)]
    [InlineData(9_300_000_000_000)]
    [InlineData(-9_300_000_000_000)]
    public void Parse_WithoutEventTime_RefusesATimestampOutOfRange(long timestamp)
    {
        var rejection = new FlightEventParser().Parse(Encoding.UTF8.GetBytes(Record.Without("event_time")), timestamp, out _);
        Assert.Equal(new Rejection(RejectReason.TimeOutOfRange, FlightField.EventTime), rejection);
    }

    [Theory]
    [InlineData(long.MaxValue, true)]
    [InlineData(long.MinValue, false)]
    public void Parse_ComparesEventTimesWithExtremeTimestamps(long timestamp, bool valid)
    {
        var rejection = new FlightEventParser().Parse(Encoding.UTF8.GetBytes(Record.Valid), timestamp, out _);
        Assert.Equal(valid ? default : new Rejection(RejectReason.EventTimeAhead, FlightField.EventTime), rejection);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData(" \"text\" ")]
    [InlineData("17")]
    [InlineData("true")]
    public void Parse_RefusesJsonThatIsNoObject(string json) => Assert.Equal(new Rejection(RejectReason.NotAnObject), Record.Parse(json));

    [Theory]
    [InlineData(" ")]
    [InlineData("{")]
    [InlineData("nul")]
    [InlineData("{}{}")]
    [InlineData("{} x")]
    [InlineData("{\"a\":1,}")]
    [InlineData("{\"a\" 1}")]
    [InlineData("{'a':1}")]
    [InlineData("{\"a\":01}")]
    [InlineData("{\"a\":+1}")]
    [InlineData("{\"a\":.5}")]
    [InlineData("{\"a\":NaN}")]
    [InlineData("{\"a\":\"\\x\"}")]
    [InlineData("{\"a\":\"\n\"}")]
    [InlineData("{} // no comments")]
    [InlineData("\uFEFF{}")]
    public void Parse_RefusesMalformedJson(string json) => Assert.Equal(new Rejection(RejectReason.MalformedJson), Record.Parse(json));

    [Fact]
    public void Parse_RefusesEveryProperPrefixOfARecord()
    {
        var bytes = Encoding.UTF8.GetBytes(Record.Valid.Trim());
        for (var length = 1; length < bytes.Length; length++)
            Assert.Equal((length, RejectReason.MalformedJson), (length, Record.Parse(bytes.AsSpan(0, length), out _).Reason));
    }

    [Fact]
    public void Parse_RefusesAnEmptyRecord() => Assert.Equal(new Rejection(RejectReason.EmptyRecord), Record.Parse(""));

    [Theory]
    [InlineData(new byte[] { 0x7B, 0x22, 0xFF, 0x22, 0x3A, 0x31, 0x7D })]
    [InlineData(new byte[] { 0xC0, 0x80 })]
    [InlineData(new byte[] { 0xED, 0xA0, 0x80 })]
    public void Parse_RefusesInvalidUtf8(byte[] record) =>
        Assert.Equal(new Rejection(RejectReason.InvalidUtf8), Record.Parse(record, out _));

    [Theory]
    [InlineData("\\ud83d")]
    [InlineData("\\udeeb")]
    [InlineData("\\ud83d\\u0041")]
    [InlineData("\\ud83dx\\udeeb")]
    public void Parse_RefusesLoneSurrogates(string text)
    {
        Assert.Equal(new Rejection(RejectReason.InvalidUtf8, FlightField.Airline), Record.Parse(Record.Ending($"\"airline\":\"{text}\"")));
        Assert.Equal(new Rejection(RejectReason.InvalidUtf8), Record.Parse(Record.Ending($"\"{text}\":1")));
    }

    [Theory]
    [InlineData("", 63)]
    [InlineData("\"airline\":", 63)]
    [InlineData("\"aircraft\":", 63)]
    [InlineData("\"aircraft\":{\"model\":", 62)]
    [InlineData("\"aircraft\":{\"extra\":", 62)]
    public void Parse_BoundsTheNesting(string before, int deepest)
    {
        // What is nested stands before the field that counts, so that only its depth can be wrong.
        var close = before.Contains('{', StringComparison.Ordinal) ? "}" : "";
        var name = before.Length == 0 ? "\"extra\":" : before;

        Record.ParseValid(Record.Starting(name + new string('[', deepest) + new string(']', deepest) + close));
        Assert.Equal(
            RejectReason.MalformedJson,
            Record.Parse(Record.Starting(name + new string('[', deepest + 1) + new string(']', deepest + 1) + close)).Reason);
    }

    [Fact]
    public void EveryReason_ExplainsItselfWithTheFieldsName()
    {
        foreach (var reason in Enum.GetValues<RejectReason>().Where(r => r != RejectReason.None))
        {
            var text = new Rejection(reason, FlightField.Registration).ToString();
            Assert.StartsWith("aircraft.registration: ", text, StringComparison.Ordinal);
            Assert.DoesNotContain(reason.ToString(), text, StringComparison.Ordinal);
        }

        Assert.Equal("valid", default(Rejection).ToString());
    }
}
