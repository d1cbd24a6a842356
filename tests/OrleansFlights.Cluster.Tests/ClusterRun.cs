using System.Globalization;

namespace OrleansFlights.Cluster.Tests;

/// <summary>A cluster under steady load, watched.</summary>
internal sealed class ClusterRun(FlightCluster cluster, Load load, Watcher watcher) : IAsyncDisposable
{
    /// <summary>How long a recovery may take on a machine that does much else; what it took is printed.</summary>
    private static readonly TimeSpan RecoveryDeadline = TimeSpan.FromSeconds(90);

    /// <summary>How long to go on looking after the answers are fresh: a loss may show late.</summary>
    private static readonly TimeSpan LookOn = TimeSpan.FromSeconds(10);

    private readonly List<double> _recoveries = [];

    public static async Task<ClusterRun> StartAsync(FlightCluster cluster, int perSecond, int silos = 3, bool keyedByFlight = false)
    {
        await cluster.StartSilosAsync(silos);
        await cluster.ConnectAsync();
        var load = new Load(cluster.Log, perSecond, keyedByFlight);
        var watcher = new Watcher(cluster.Client, load);
        load.Start();
        watcher.Start();
        var run = new ClusterRun(cluster, load, watcher);
        await run.FreshSinceAsync(DateTime.UtcNow);
        return run;
    }

    /// <summary>Waits until answers have been fresh for a while after something happened, and notes how long it took.</summary>
    public async Task RecoverAsync(DateTime since)
    {
        await FreshSinceAsync(since + LookOn);
        var stale = watcher.State.LastStale;
        _recoveries.Add(stale > since ? (stale - since).TotalSeconds : 0);
    }

    /// <summary>Ends the load and compares every answer and every view with a recount.</summary>
    public async Task VerifyAsync(ITestOutputHelper output)
    {
        await load.StopAsync();
        await watcher.StopAsync();
        await Verification.CaughtUpAsync(cluster.Client);
        var views = await Verification.AllEqualAsync(cluster.Client, cluster.Log, watcher.Answers);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{load.Appended:N0} events, {watcher.Answers.Count:N0} answers on the way and {views} views at the end equal a recount"));
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"fresh again after, seconds: "
            + $"{string.Join(' ', _recoveries.Order().Select(r => r.ToString("F1", CultureInfo.InvariantCulture)))}"));
    }

    public async ValueTask DisposeAsync()
    {
        await watcher.DisposeAsync();
        await load.DisposeAsync();
    }

    private Task FreshSinceAsync(DateTime time) => Eventually.TrueAsync(
        RecoveryDeadline,
        () => Task.FromResult(watcher.State is var s && s.LastFresh > time && s.LastFresh > s.LastStale),
        () => Task.FromResult(
            $"answers are not fresh: {watcher.LastTrouble}\n{string.Join("\n---\n", cluster.Silos.Select(s => s.Process.Output))}"));
}
