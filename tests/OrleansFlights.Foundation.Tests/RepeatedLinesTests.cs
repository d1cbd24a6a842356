using FsCheck;
using FsCheck.Fluent;
using OrleansFlights.Foundation.Logging;

namespace OrleansFlights.Foundation.Tests;

public sealed class RepeatedLinesTests
{
    private static readonly LineKind Kind = new("OrleansFlights.Log", 1104, "Kafka client failed with {Code}", null);
    private readonly RepeatedLines _lines = new();
    private DateTimeOffset _now = new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void SameFailure_IsToldOnce_ThenEachMinute_ThenWhenItEnds()
    {
        var told = new List<string>();
        for (var second = 0; second < 600; second++, _now += TimeSpan.FromSeconds(1))
        {
            if (second < 300 && _lines.Show(Kind, $"broker is down (attempt {second})", _now))
                told.Add("line");
            told.AddRange(_lines.Summarize(_now).Select(s => s.Text));
        }

        Assert.Equal("line", told[0]);
        Assert.Equal("60 more times within 00:01:00: broker is down (attempt 60)", told[1]);
        Assert.Equal(5, told.Count(t => t.Contains(" more times within ", StringComparison.Ordinal)));
        Assert.Equal("No more for a minute, after 300 times within 00:04:59: broker is down (attempt 299)", told[^1]);
        Assert.Equal(7, told.Count);
    }

    [Fact]
    public void FailureThatCameOnce_IsSaidToBeOverByNobody()
    {
        Assert.True(_lines.Show(Kind, "broker is down", _now));
        Assert.Empty(_lines.Summarize(_now.AddMinutes(2)));
        Assert.True(_lines.Show(Kind, "broker is down", _now.AddMinutes(3)));
    }

    [Fact]
    public void DifferentAddresses_AreShown_UpToThree()
    {
        string[] brokers = ["kafka-a", "kafka-b", "kafka-c", "kafka-d", "kafka-e"];
        Assert.Equal([true, true, true, false, false], brokers.Select(b => _lines.Show(Kind, $"{b} is down", _now)));
    }

    [Fact]
    public void OtherKinds_AreOthersBusiness()
    {
        Assert.True(_lines.Show(Kind, "x", _now));
        Assert.True(_lines.Show(Kind with { Category = "other" }, "x", _now));
        Assert.True(_lines.Show(Kind with { Exception = typeof(IOException) }, "x", _now));
        Assert.False(_lines.Show(Kind, "x", _now));
    }

    /// <summary>
    /// However failures come, what is said grows with minutes and not with them, and every held back line is counted in exactly one
    /// summary.
    /// </summary>
    [Fact]
    public void WhatIsSaid_GrowsWithMinutesAndCountsEveryLine() => Prop.ForAll(
        Gen.Choose(0, 3).ListOf().Select(l => l.ToArray()).ToArbitrary(),
        seconds =>
        {
            var lines = new RepeatedLines();
            var now = _now;
            var (shown, hidden, summed) = (0, 0L, 0L);
            foreach (var burst in seconds)
            {
                for (var i = 0; i < burst * 100; i++)
                {
                    if (lines.Show(Kind, $"attempt {i}", now))
                        shown++;
                    else
                        hidden++;
                }

                now += TimeSpan.FromSeconds(20);
                summed += Counted(lines, now);
            }

            summed += Counted(lines, now + RepeatedLines.Window);
            return shown <= 1 + (seconds.Length / 3) && summed <= hidden;
        }).QuickCheckThrowOnFailure();

    private static long Counted(RepeatedLines lines, DateTimeOffset now) => lines.Summarize(now)
        .Where(s => s.Text.Contains(" more times", StringComparison.Ordinal))
        .Sum(s => long.Parse(s.Text[..s.Text.IndexOf(' ', StringComparison.Ordinal)].Replace(",", "", StringComparison.Ordinal),
            System.Globalization.CultureInfo.InvariantCulture));
}
