using System.Text;
using OrleansFlights.Flights;
using OrleansFlights.Foundation.Settings;
using OrleansFlights.Simulation;
using OrleansFlights.Simulation.Faults;
using OrleansFlights.Simulation.World;

namespace OrleansFlights.Producer.Tests;

public sealed class FaultTests
{
    private const int Records = 20_000;
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void SameSeed_GivesTheSameFaults()
    {
        var faults = new FaultOptions { Duplicates = 0.1, Disorder = TimeSpan.FromSeconds(30), Late = 0.1, Malformed = 0.1 };
        Assert.Equal(Texts(Take(faults, 2)), Texts(Take(faults, 2)));
        Assert.NotEqual(Texts(Take(faults, 2)), Texts(Take(faults, 3)));

        static List<string> Texts(List<(DateTimeOffset, OutgoingRecord Record)> records) =>
            [.. records.Select(sent => Encoding.Latin1.GetString(sent.Record.Value.Span))];
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.03)]
    [InlineData(0.5)]
    public void Malformed_IsTheShareAsked(double share)
    {
        var parser = new FlightEventParser();
        var malformed = 0;
        foreach (var (sent, record) in Take(new FaultOptions { Malformed = share }))
        {
            var valid = parser.Parse(record.Value.Span, sent.ToUnixTimeMilliseconds(), out _).IsValid;
            Assert.Equal(valid, record.Status is not null);
            malformed += valid ? 0 : 1;
        }

        AssertShare(share, malformed);
    }

    [Fact]
    public void EveryWayToSpoil_MakesARecordThatIsRefused()
    {
        var parser = new FlightEventParser();
        var flight = new FlightSimulation(Network.World, 1, 1).Next(Start);
        var reasons = Enumerable.Range(0, RecordCorruptor.Count).Select(way =>
        {
            var rejection = parser.Parse(
                RecordCorruptor.Spoil(FlightEventWriter.ToBytes(flight), way, new Random(way)), Start.ToUnixTimeMilliseconds(), out _);
            Assert.False(rejection.IsValid, $"way {way} is valid");
            return rejection.Reason;
        }).ToHashSet();

        Assert.True(reasons.Count >= 12, string.Join(' ', reasons));
    }

    [Theory]
    [InlineData(0.05)]
    [InlineData(0.4)]
    public void Duplicates_AreTheShareAsked(double share)
    {
        var records = Take(new FaultOptions { Duplicates = share });
        var texts = records.Select(sent => Encoding.UTF8.GetString(sent.Record.Value.Span)).ToList();

        // Of the records that are no repeats, this share is sent again.
        var repeats = texts.Count - texts.Distinct().Count();
        AssertShare(share, repeats, texts.Distinct().Count());
    }

    [Fact]
    public void Late_IsTheShareAskedAndKeepsDelays()
    {
        var records = Take(new FaultOptions { Late = 0.2 });
        var plain = Take(new FaultOptions());
        var late = 0;
        foreach (var ((sent, record), (_, original)) in records.Zip(plain))
        {
            var behind = original.EventTime!.Value - record.EventTime!.Value;
            if (behind == TimeSpan.Zero)
                continue;
            late++;
            Assert.InRange(behind, TimeSpan.FromMinutes(10), TimeSpan.FromHours(6));
            var (shifted, before) = (Parse(record, sent), Parse(original, sent));
            Assert.Equal(before.ActualDeparture - before.ScheduledDeparture, shifted.ActualDeparture - shifted.ScheduledDeparture);
        }

        AssertShare(0.2, late);
    }

    [Fact]
    public void Disorder_LetsRecordsOvertakeWithinItsBound()
    {
        var bound = TimeSpan.FromSeconds(60);
        var records = Take(new FaultOptions { Disorder = bound });

        var overtaken = records.Zip(records.Skip(1)).Count(pair => pair.First.Record.EventTime > pair.Second.Record.EventTime);
        Assert.True(overtaken > Records / 4, $"only {overtaken} overtaken");
        Assert.All(
            records, sent => Assert.InRange(sent.Sent - sent.Record.EventTime!.Value, TimeSpan.Zero, bound + TimeSpan.FromSeconds(30)));
        Assert.Equal(Records, records.Select(sent => Encoding.UTF8.GetString(sent.Record.Value.Span)).Distinct().Count());
    }

    [Fact]
    public void WithoutFaults_RecordsAreTheSimulationsEventsInOrder()
    {
        var simulation = new FlightSimulation(Network.World, 1, 1);
        foreach (var (sent, record) in Take(new FaultOptions()))
        {
            var flight = simulation.Next(sent);
            Assert.Equal(FlightEventWriter.ToBytes(flight), record.Value.ToArray());
            Assert.Equal(FlightRecordKey.Of(flight), record.Key.ToArray());
            Assert.Equal((flight.EventTime, flight.Status), (record.EventTime, record.Status));
        }
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.1)]
    [InlineData(double.NaN)]
    public void Validate_RefusesSharesOutOfRange(double share)
    {
        Assert.Throws<SettingException>(() => new FaultOptions { Duplicates = share }.Validate());
        Assert.Throws<SettingException>(() => new FaultOptions { Late = share }.Validate());
        Assert.Throws<SettingException>(() => new FaultOptions { Malformed = share }.Validate());
    }

    private static FlightEvent Parse(OutgoingRecord record, DateTimeOffset sent)
    {
        Assert.True(new FlightEventParser().Parse(record.Value.Span, sent.ToUnixTimeMilliseconds(), out var flight).IsValid);
        return flight.ToEvent();
    }

    /// <summary>Within five standard deviations of a binomial count.</summary>
    private static void AssertShare(double share, int count, int of = Records) =>
        Assert.InRange(count - (share * of), -5 * Math.Sqrt((of * share * (1 - share)) + 1), 5 * Math.Sqrt((of * share * (1 - share)) + 1));

    private static List<(DateTimeOffset Sent, OutgoingRecord Record)> Take(FaultOptions faults, int seed = 1)
    {
        var source = new RecordSource(new FlightSimulation(Network.World, seed, 1), faults, seed);
        var records = new List<(DateTimeOffset, OutgoingRecord)>();
        for (var now = Start; records.Count < Records; now = now.AddMilliseconds(200))
        {
            if (source.TryNext(now, out var record))
                records.Add((now, record));
        }

        return records;
    }
}
