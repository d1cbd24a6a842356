using System.Text;
using Microsoft.Extensions.DependencyInjection;
using OrleansFlights.Grains.Contracts;
using OrleansFlights.Log;
using OrleansFlights.Log.Sqlite;

namespace OrleansFlights.Cluster.Tests;

/// <summary>
/// Partitions that are added while silos read and producers append. Keys change their partition with that, so the events of a route come to
/// lie on several.
/// </summary>
public sealed class AddedPartitionsTests(ITestOutputHelper output)
{
    private const int Before = 2;
    private const int After = 4;
    private const int PerSecond = 1_000;
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task AddedToAKafkaTopic_AreReadWithoutARestart_AndEveryViewEqualsARecount()
    {
        using var topic = KafkaTopicMetadata.OnBrokerOrSkip(Before);
        await using var pipeline = await EmbeddedPipeline.StartAsync(null, topic.Settings);
        await RunAsync(pipeline, () => topic.GrowAsync(After));
    }

    [Fact]
    public async Task AddedToAnyLog_AreReadWithoutARestart_AndEveryViewEqualsARecount()
    {
        await using var pipeline = await EmbeddedPipeline.StartAsync(
            services => services
                .AddSingleton<SqliteEventLog>()
                .AddSingleton<IEventLog>(provider => new GrowingLog(provider.GetRequiredService<SqliteEventLog>(), Before)),
            ("Log:Partitions", $"{After}"),
            ("Log:PartitionRefresh", "00:00:00.5"),
            ("Streams:CheckpointInterval", "00:00:00.5"));
        await RunAsync(pipeline, () =>
        {
            ((GrowingLog)pipeline.Logs).Grow(After);
            return Task.CompletedTask;
        });
    }

    [Fact]
    public async Task AddedWhileThreeSilosRead_EveryAnswerAndTheEnd_EqualARecount()
    {
        LongRun.OrSkip();
        using var topic = KafkaTopicMetadata.OnBrokerOrSkip(Before);
        await using var cluster = FlightCluster.OnKafka(await RedisServer.StartOrSkipAsync(), topic);
        await using var run = await ClusterRun.StartAsync(cluster, PerSecond);
        var at = DateTime.UtcNow;
        await topic.GrowAsync(After);
        await run.RecoverAsync(at);
        await WaitForWatermarksAsync(cluster.Client, After);
        await run.VerifyAsync(output);
    }

    private static async Task RunAsync(EmbeddedPipeline pipeline, Func<Task> grow)
    {
        var grains = pipeline.Services.GetRequiredService<IGrainFactory>();
        await using (var load = new Load(pipeline.Logs.Events, PerSecond))
        {
            load.Start();
            await WaitForWatermarksAsync(grains, Before);
            await grow();
            await WaitForWatermarksAsync(grains, After);
        }

        await Verification.CaughtUpAsync(grains);
        Assert.NotEqual(0, await Verification.AllEqualAsync(grains, pipeline.Logs.Events, []));
        await pipeline.CheckpointedAsync(Deadline);
        await RejectAsync(pipeline, After - 1);
    }

    /// <summary>Waits until so many partitions have records and all of them some that were delivered.</summary>
    private static async Task WaitForWatermarksAsync(IGrainFactory grains, int partitions)
    {
        PipelineAnswer? last = null;
        await Eventually.TrueAsync(
            Deadline,
            async () =>
            {
                last = await grains.GetGrain<IPipelineGrain>(IPipelineGrain.Key).Read();
                return last.Partitions.Length == partitions && last.Partitions.All(p => p.Watermark > 0);
            },
            () => Task.FromResult(string.Join(' ', last!.Partitions)));
    }

    /// <summary>What a partition that was added rejects goes to its namesake, which the topic of dead letters had not at first.</summary>
    private static async Task RejectAsync(EmbeddedPipeline pipeline, int partition)
    {
        await pipeline.Logs.Events.AppendAsync(
            new[] { new LogEntry(default, Encoding.UTF8.GetBytes("{"), 0, partition) }, CancellationToken.None);
        IReadOnlyList<OffsetRange> dead = [];
        await Eventually.TrueAsync(
            Deadline,
            async () => (dead = await pipeline.Logs.DeadLetters.GetOffsetsAsync(CancellationToken.None))
                .Any(e => e.Partition == partition && e.End == 1),
            () => Task.FromResult(string.Join(' ', dead)));
    }
}
