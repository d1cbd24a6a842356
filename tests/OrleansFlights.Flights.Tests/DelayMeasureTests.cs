using FsCheck;
using FsCheck.Fluent;

namespace OrleansFlights.Flights.Tests;

public sealed class DelayMeasureTests
{
    [Fact]
    public void Measures_EqualACountOverTheDelays() =>
        Prop.ForAll<int[]>(hundreds =>
        {
            // Near the bounds of the histogram, which are whole minutes.
            var delays = Array.ConvertAll(hundreds, n => ((n % 1_500) * 60) + (n % 3) - 1);
            var tally = new FlightTally();
            foreach (var delay in delays)
                tally.Add(new FlightFact(0, 0, FlightStatus.Departed, delay));
            return DelayMeasure.All.All(measure => measure.ValueOf(tally) == Expected(measure, delays))
                && DelayMeasure.Departures.Of(tally) == tally.Departures && DelayMeasure.OnTime.Of(tally) == tally.OnTime;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Bounds_AreBoundsOfTheHistogram()
    {
        foreach (var bound in DelayMeasure.All.SelectMany(m => new[] { m.AboveSeconds, m.AtMostSeconds }).OfType<int>())
            Assert.True(DelayHistogram.BoundSeconds.Contains(bound), $"{bound} s lies within a bucket, so no histogram can tell the count");
    }

    [Fact]
    public void Names_AreOfOneKindAndUnique()
    {
        Assert.All(DelayMeasure.All, measure => Assert.Matches("^[a-z]+[0-9]*(_[a-z0-9]+)*$", measure.Name));
        Assert.Distinct(DelayMeasure.All.Select(m => m.Name));
        Assert.Distinct(DelayMeasure.All.Select(m => m.Column).Concat(FlightStatuses.All.Select(s => s.Name())));
        Assert.Equal("sumSeconds", DelayMeasure.Sum.CamelName);
        Assert.Same(DelayMeasure.Departures, DelayMeasure.All[0]);
    }

    private static long? Expected(DelayMeasure measure, int[] delays) => measure.Aggregate switch
    {
        DelayAggregate.Sum => delays.Sum(d => (long)d),
        DelayAggregate.Least => delays.Length == 0 ? null : delays.Min(),
        DelayAggregate.Greatest => delays.Length == 0 ? null : delays.Max(),
        _ => delays.Count(d => d > (measure.AboveSeconds ?? int.MinValue) && d <= (measure.AtMostSeconds ?? int.MaxValue)),
    };
}
