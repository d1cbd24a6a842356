using System.Globalization;
using OrleansFlights.Protocol.Tests.Simulation;

namespace OrleansFlights.Protocol.Tests;

public sealed class SimulationTests(ITestOutputHelper output)
{
    private const string Variable = "FLIGHTS_SIMULATION_HISTORIES";
    private const int Histories = 20_000;

    [Fact]
    public void AnyHistory_EveryAnswer_EqualsARecountBelowItsWatermarks()
    {
        var histories = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } set
            ? int.Parse(set, CultureInfo.InvariantCulture) : Histories;
        var started = TimeProvider.System.GetTimestamp();
        var failing = int.MaxValue;
        Parallel.For(0, histories, (seed, loop) =>
        {
            if (Simulator.Run(History.Of(seed), new Rules()) is null)
                return;
            InterlockedMin(ref failing, seed);
            loop.Stop();
        });
        output.WriteLine($"{histories:N0} histories in {TimeProvider.System.GetElapsedTime(started).TotalSeconds:F1} s");
        if (failing != int.MaxValue)
            Assert.Fail(Simulator.Describe(failing, () => new Rules()));
    }

    private static void InterlockedMin(ref int least, int value)
    {
        for (var known = Volatile.Read(ref least); value < known; known = Volatile.Read(ref least))
            Interlocked.CompareExchange(ref least, value, known);
    }
}
