using FsCheck;
using FsCheck.Fluent;

namespace OrleansFlights.Flights.Tests;

public sealed class FlightTallyTests
{
    private const int LargestDelay = FlightEventParser.MaxDelayDays * 86_400;

    private static readonly Gen<FlightFact> Fact =
        from status in Gen.Elements(FlightStatuses.All.ToArray())
        from wide in Gen.Choose(-LargestDelay, LargestDelay)
        from near in Gen.Choose(-7_200, 7_200)
        from bound in Gen.Elements(DelayHistogram.BoundSeconds.ToArray())
        from kind in Gen.Choose(0, 3)
        let delay = kind switch { 0 => wide, 1 => near, 2 => bound, _ => (int?)null }
        select new FlightFact(0, 0, status, status == FlightStatus.Departed ? delay : null);

    private static readonly Arbitrary<FlightFact[]> Facts = Fact.ArrayOf().ToArbitrary();

    private static readonly Arbitrary<FlightTally> Tallies = Fact.ArrayOf().Select(TallyOf).ToArbitrary();

    [Fact]
    public void Addition_IsAssociative() =>
        Prop.ForAll(Tallies, Tallies, Tallies, (a, b, c) => ((a + b) + c).Equals(a + (b + c))).QuickCheckThrowOnFailure();

    [Fact]
    public void Addition_IsCommutative() => Prop.ForAll(Tallies, Tallies, (a, b) => (a + b).Equals(b + a)).QuickCheckThrowOnFailure();

    [Fact]
    public void Addition_HasTheEmptyTallyAsZero() =>
        Prop.ForAll(Tallies, a => (a + new FlightTally()).Equals(a) && (new FlightTally() + a).Equals(a)).QuickCheckThrowOnFailure();

    [Fact]
    public void Addition_LeavesItsOperandsAlone() =>
        Prop.ForAll(Tallies, Tallies, (a, b) =>
        {
            var (before, after) = (a.ToString() + b, a + b);
            after.Add(new FlightFact(0, 0, FlightStatus.Departed, 1));
            return a.ToString() + b == before;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void AddFact_EqualsAddingATallyOfOne() =>
        Prop.ForAll(Tallies, Fact.ToArbitrary(), (tally, fact) =>
        {
            var counted = tally.Clone();
            counted.Add(fact);
            return counted.Equals(tally + TallyOf([fact]));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void SplittingFactsAnywhere_GivesTheSameSum() =>
        Prop.ForAll(Facts, ArbMap.Default.ArbFor<NonNegativeInt>(), (facts, at) =>
        {
            var split = facts.Length == 0 ? 0 : at.Get % (facts.Length + 1);
            return (TallyOf(facts[..split]) + TallyOf(facts[split..])).Equals(TallyOf(facts));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Fields_EqualARecountOfTheFacts() =>
        Prop.ForAll(Facts, facts =>
        {
            var tally = TallyOf(facts);
            var delays = facts.Where(f => f.HasDelay).Select(f => f.DelaySeconds).ToArray();
            return tally.Events == facts.Length
                && FlightStatuses.All.All(s => tally[s] == facts.Count(f => f.Status == s))
                && tally.Departures == delays.Length
                && tally.DelaySumSeconds == delays.Sum(d => (long)d)
                && tally.DelayMinSeconds == delays.DefaultIfEmpty(int.MaxValue).Min()
                && tally.DelayMaxSeconds == delays.DefaultIfEmpty(int.MinValue).Max()
                && tally.OnTime == delays.Count(d => d <= DelayHistogram.OnTimeSeconds)
                && tally.Histogram.ToArray().Sum() == delays.Length
                && tally.IsEmpty == (facts.Length == 0);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Restore_GivesBackTheSameTally() =>
        Prop.ForAll(Tallies, tally =>
        {
            var restored = FlightTally.Restore(
                [.. FlightStatuses.All.Select(s => tally[s])], tally.DelaySumSeconds, tally.DelayMinSeconds, tally.DelayMaxSeconds,
                    tally.Histogram);
            return restored.Equals(tally) && restored.GetHashCode() == tally.GetHashCode() && restored.ToString() == tally.ToString();
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Restore_RefusesSpansOfTheWrongLength()
    {
        Assert.Throws<ArgumentException>(() => FlightTally.Restore(new long[FlightStatuses.Count - 1], 0, 0, 0, []));
        Assert.Throws<ArgumentException>(
            () => FlightTally.Restore(new long[FlightStatuses.Count], 0, 0, 0, new long[DelayHistogram.Buckets + 1]));
    }

    [Fact]
    public void Restore_WithoutDepartures_IgnoresTheDelays() =>
        Assert.Equal(new FlightTally(), FlightTally.Restore(new long[FlightStatuses.Count], 7, 7, 7, new long[DelayHistogram.Buckets]));

    [Fact]
    public void Equals_SeesEveryDifference() =>
        Prop.ForAll(Tallies, Fact.ToArbitrary(), (tally, fact) => !tally.Equals(tally + TallyOf([fact])) && !tally.Equals(null))
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Percentile_LiesInTheBucketOfTheTrueOne() =>
        Prop.ForAll(Facts, Gen.Choose(1, 1_000).ToArbitrary(), (facts, mille) =>
        {
            var sorted = facts.Where(f => f.HasDelay).Select(f => f.DelaySeconds).Order().ToArray();
            var answer = TallyOf(facts).DelayPercentileSeconds(mille / 1_000.0);
            if (sorted.Length == 0)
                return answer is null;
            var exact = sorted[((int)(((mille * (long)sorted.Length) + 999) / 1_000)) - 1];
            return answer >= exact && DelayHistogram.BucketOf(answer.Value) == DelayHistogram.BucketOf(exact) && answer <= sorted[^1];
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Percentile_NearestRankIsExactDespiteBinaryFractions()
    {
        // 0.07 * 100 is a little more than 7 in binary: the 7th of 100 must not become the 8th.
        var tally = TallyOf([.. Enumerable.Range(1, 100).Select(i => new FlightFact(0, 0, FlightStatus.Departed, i <= 7 ? 0 : 86_400))]);
        Assert.Equal(0, tally.DelayPercentileSeconds(0.07));
        Assert.Equal(86_400, tally.DelayPercentileSeconds(0.0701));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-0.5)]
    [InlineData(1.000001)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Percentile_RefusesSharesOutOfRange(double p) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => TallyOf([]).DelayPercentileSeconds(p));

    private static FlightTally TallyOf(FlightFact[] facts)
    {
        var tally = new FlightTally();
        foreach (var fact in facts)
            tally.Add(fact);
        return tally;
    }
}
