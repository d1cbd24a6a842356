using OrleansFlights.Flights;
using OrleansFlights.Grains.Contracts;
using OrleansFlights.Log;

namespace OrleansFlights.Cluster.Tests;

/// <summary>A Redis that comes back with an older file while silos live.</summary>
public sealed class StoreGoneBackTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(3);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task RedisComesBackWithAnOlderFile_ThenASiloDies_NothingIsLost(bool eventsFollow)
    {
        var redis = await RedisServer.StartOrSkipAsync();
        await using var cluster = FlightCluster.OnSqlite(redis);
        await cluster.StartSilosAsync(2, ("Log:Partitions", "2"));
        await cluster.ConnectAsync();
        await AppendAsync(cluster, 100);
        await CheckpointedAsync(cluster);
        var older = redis.Copy();

        await AppendAsync(cluster, 101);
        await CheckpointedAsync(cluster);
        redis.Kill();
        redis.GoBackTo(older);
        await redis.StartAsync();
        var expected = 201;
        if (eventsFollow)
            await AppendAsync(cluster, 7);
        if (eventsFollow)
            expected += 7;

        await CheckpointedAsync(cluster);
        foreach (var silo in cluster.Silos.ToList())
        {
            cluster.Silos.Remove(silo);
            silo.Process.Kill();
            await cluster.StartSilosAsync(1, ("Log:Partitions", "2"));
            await Eventually.TrueAsync(
                Deadline,
                async () => await TryReadAsync(cluster) == expected,
                async () =>
                    $"{await TryReadAsync(cluster)} of {expected}\n{string.Join("\n---\n", cluster.Silos.Select(s => s.Process.Output))}");
        }

        await Verification.CaughtUpAsync(cluster.Client);
        older.Delete(recursive: true);
    }

    private static async Task<long> TryReadAsync(FlightCluster cluster)
    {
        try
        {
            return (await cluster.Client.View(ViewKey.Total).Read()).Tally.Events;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return -1;
        }
    }

    private static async Task AppendAsync(FlightCluster cluster, int events)
    {
        var at = DateTimeOffset.UtcNow;
        for (var i = 0; i < events; i++)
        {
            var route = i % 2 == 0 ? ("DXB", "ZRH") : ("JFK", "LHR");
            var json = $$"""
                {"flight_id":"F{{i}}","airline":"A{{i % 5}}","origin":"{{route.Item1}}","destination":"{{route.Item2}}","scheduled_departure":"2026-11-01T00:00:00Z","actual_departure":null,"status":"boarding","aircraft":{"model":"","registration":""} }
                """;
            await cluster.Log.AppendAsync(
                new[] { new LogEntry(default, System.Text.Encoding.UTF8.GetBytes(json.Trim()), at.ToUnixTimeMilliseconds(), i % 2) },
                TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Waits until everything on the log is behind checkpoints that Redis holds.</summary>
    private static async Task CheckpointedAsync(FlightCluster cluster)
    {
        using var connection = await StackExchange.Redis.ConnectionMultiplexer.ConnectAsync(cluster.Redis.ConnectionString);
        var stored = async () => (await connection.GetDatabase().HashGetAllAsync("orleans-flights/checkpoints/flight-events"))
            .ToDictionary(e => (int)e.Name, e => (long)e.Value);
        var ranges = await cluster.Log.GetOffsetsAsync(TestContext.Current.CancellationToken);
        await Eventually.TrueAsync(
            Deadline,
            async () => await stored() is var found && ranges.All(range => found.GetValueOrDefault(range.Partition) == range.End),
            async () =>
                $"{string.Join(' ', await stored())} of "
                + $"{string.Join(' ', ranges)}\n{string.Join("\n---\n", cluster.Silos.Select(s => s.Process.Output))}");
    }
}
