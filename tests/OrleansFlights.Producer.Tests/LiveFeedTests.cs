using Microsoft.Extensions.Logging.Abstractions;
using OrleansFlights.Log;
using OrleansFlights.Simulation;
using OrleansFlights.Simulation.Faults;
using OrleansFlights.Simulation.Live;
using OrleansFlights.Simulation.World;

namespace OrleansFlights.Producer.Tests;

public sealed class LiveFeedTests
{
    [Theory]
    [InlineData(0.1, 20)]
    [InlineData(5, 500)]
    [InlineData(333, 5_000)]
    [InlineData(20_000, 100_000)]
    public async Task Rate_IsHeldSmoothly(double rate, int count)
    {
        var (log, time) = (new MemoryLog(), new LeapingTime());

        await LiveState(log, time).RunAsync(rate, count, null, TestContext.Current.CancellationToken);

        Assert.Equal(count, log.Entries.Count);
        Assert.Equal((count - 1) / rate, time.Elapsed.TotalSeconds, 0.02 + (1 / rate));

        // In every second there are as many as the rate says, give or take those of one pause.
        var perSecond = log.Entries.GroupBy(entry => entry.TimestampMilliseconds / 1_000).Select(group => group.Count()).SkipLast(1);
        var slack = 2 + (rate * 0.01);
        Assert.All(perSecond, sent => Assert.InRange(sent, Math.Floor(rate >= 1 ? rate : 1) - slack, Math.Max(1, rate) + slack));
    }

    [Fact]
    public async Task Events_HappenNow()
    {
        var (log, time) = (new MemoryLog(), new LeapingTime());

        await LiveState(log, time).RunAsync(50, 20_000, null, TestContext.Current.CancellationToken);

        var flights = log.Flights();
        Assert.Equal(20_000, flights.Count);
        Assert.All(flights.Zip(log.Entries), pair =>
            Assert.Equal(pair.Second.TimestampMilliseconds, pair.First.EventTime.ToUnixTimeMilliseconds()));
        Assert.Contains(
            flights, flight => flight.Status == Flights.FlightStatus.Landed && flight.EventTime < LeapingTime.DefaultStart.AddMinutes(5));
    }

    [Fact]
    public async Task AfterAStall_AtMostOneSecondIsMadeUpFor()
    {
        var (log, time) = (new MemoryLog(), new LeapingTime());
        log.Before = attempt =>
        {
            if (attempt == 10)
                time.Leap(TimeSpan.FromMinutes(1));
        };

        await LiveState(log, time).RunAsync(100, 1_000, null, TestContext.Current.CancellationToken);

        Assert.Equal(100, log.Batches.Max());
        Assert.InRange(time.Elapsed.TotalSeconds, 68, 70.1);
    }

    [Fact]
    public async Task TransientTrouble_IsTriedAgainAfterPausesThatGrowAndLosesNothing()
    {
        var (log, time) = (new MemoryLog(), new LeapingTime());
        log.Before = attempt =>
        {
            if (attempt is > 3 and < 15)
                throw new LogException("unreachable") { IsTransient = true };
        };

        await LiveState(log, time).RunAsync(1, 10, null, TestContext.Current.CancellationToken);

        Assert.Equal(10, log.Entries.Count);
        var pauses = time.Waits.Where((_, index) => index >= 3).Take(11).Select(pause => pause.TotalSeconds).ToList();
        double[] ceilings = [0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 10, 10, 10, 10];
        Assert.All(pauses.Zip(ceilings), pause => Assert.InRange(pause.First, double.Epsilon, pause.Second));
        Assert.True(pauses.Skip(5).Sum() > pauses.Take(5).Sum(), "The pauses grow.");
    }

    [Fact]
    public async Task LastingTrouble_EndsTheFeed()
    {
        var log = new MemoryLog { Before = _ => throw new LogException("disk full") };
        await Assert.ThrowsAsync<LogException>(
            () => LiveState(log, new LeapingTime()).RunAsync(5, 10, null, TestContext.Current.CancellationToken));
        Assert.Equal(1, log.Attempts);
    }

    [Fact]
    public async Task Cancelled_EndsAndTellsOfAllThatWasSent()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var log = new MemoryLog();
        var told = 0;

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => LiveState(log, new LeapingTime()).RunAsync(
            100,
            null,
            batch =>
            {
                if ((told += batch.Count) >= 500)
                    stop.Cancel();
            },
            stop.Token));

        Assert.Equal(told, log.Entries.Count);
    }

    private static LiveFeed LiveState(MemoryLog log, TimeProvider time) => new(
        new RecordSource(new FlightSimulation(Network.World, 1, FlightSimulation.LiveCompression), new FaultOptions(), 1),
        new LogAppender(log, time, NullLogger<LogAppender>.Instance),
        time);
}
