using System.Globalization;

namespace OrleansFlights.Cluster.Tests;

/// <summary>
/// Kills a random one of three silos again and again while events arrive, and starts another. <c>FLIGHTS_TEST_LONG=1</c>: 20 kills, 10 s apart, at 10,000
/// events a second.
/// </summary>
public sealed class KillTests(ITestOutputHelper output)
{
    private static readonly bool Long = Environment.GetEnvironmentVariable("FLIGHTS_TEST_LONG") == "1";
    private static readonly int Kills = Long ? 20 : 3;
    private static readonly int PerSecond = Long ? 10_000 : 2_000;
    private static readonly TimeSpan Settle = TimeSpan.FromMinutes(2);

    // As long as a kill and the recovery from it may take, with room for a machine that does other things too.
    private static readonly TimeSpan RecoveryDeadline = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan BetweenKills = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task SiloKilledOnSqlite_EveryAnswerAndTheEnd_EqualARecount()
    {
        var redis = await RedisServer.StartOrSkipAsync();
        await using var cluster = FlightCluster.OnSqlite(redis);
        await RunAsync(cluster);
    }

    [Fact]
    public async Task SiloKilledOnKafka_EveryAnswerAndTheEnd_EqualARecount()
    {
        var redis = await RedisServer.StartOrSkipAsync();
        await using var cluster = FlightCluster.OnKafkaOrSkip(redis);
        await RunAsync(cluster);
    }

    private async Task RunAsync(FlightCluster cluster)
    {
        await cluster.StartSilosAsync(3);
        await cluster.ConnectAsync();
        await using var load = new Load(cluster.Log, PerSecond);
        load.Start();
        await using var watcher = new Watcher(cluster.Client, load);
        watcher.Start();
        await FreshSinceAsync(watcher, DateTime.UtcNow, Settle);

        var random = new Random(3);
        var recoveries = new List<TimeSpan>();
        for (var kill = 0; kill < Kills; kill++)
        {
            var victim = cluster.Silos[random.Next(cluster.Silos.Count)];
            var at = DateTime.UtcNow;
            victim.Process.Kill();
            cluster.Silos.Remove(victim);
            var next = cluster.Launch();

            await Eventually.TrueAsync(
                RecoveryDeadline,
                () => Task.FromResult(watcher.State is var s && DateTime.UtcNow - at > BetweenKills && s.LastFresh > s.LastStale),
                () => Task.FromResult($"not fresh after kill {kill}: {watcher.LastTrouble}"));
            var stale = watcher.State.LastStale;
            recoveries.Add(stale > at ? stale - at : TimeSpan.Zero);
            await cluster.ReadyAsync(next);
            cluster.Silos.Add(next);
        }

        await load.StopAsync();
        await watcher.StopAsync();
        await Verification.CaughtUpAsync(cluster.Client);
        var views = await Verification.AllEqualAsync(cluster.Client, cluster.Log, watcher.Answers);
        recoveries.Sort();
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{load.Appended:N0} events at {PerSecond:N0}/s, {Kills} kills, {watcher.Answers.Count:N0} answers and {views} views equal a recount"));
        output.WriteLine("fresh again after a kill, seconds: "
            + string.Join(' ', recoveries.Select(r => r.TotalSeconds.ToString("F1", CultureInfo.InvariantCulture))));
    }

    private static Task FreshSinceAsync(Watcher watcher, DateTime time, TimeSpan deadline) => Eventually.TrueAsync(
        deadline,
        () => Task.FromResult(watcher.State is var s && s.LastFresh > time && s.LastFresh > s.LastStale),
        () => Task.FromResult($"never fresh: {watcher.LastTrouble}"));
}
