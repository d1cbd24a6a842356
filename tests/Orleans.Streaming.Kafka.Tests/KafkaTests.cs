using System.Diagnostics;
using Confluent.Kafka;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Orleans.Streaming.Kafka.Tests;

/// <summary>Kafka as it is in the field.</summary>
public sealed class KafkaTests
{
    [Fact]
    public async Task TransactionsAndTheirMarkers_AreReadAsCommitted()
    {
        Broker.RealOrSkip("transactions with markers");
        await using var cluster = await StreamCluster.StartAsync(partitions: 1, services: Producer.UseJson);
        var name = StreamCluster.NewName();
        using var producer = Producer.Of(cluster.Topic, new KeyValuePair<string, string>("transactional.id", cluster.Topic));
        producer.Client.InitTransactions(TimeSpan.FromSeconds(30));
        for (var i = 0; i < 6; i++)
        {
            producer.Client.BeginTransaction();
            await producer.WriteAsync(name, i);
            if (i % 2 == 0)
                producer.Client.CommitTransaction();
            else
                producer.Client.AbortTransaction();
        }

        await Deliveries.ReachAsync(name, 3);
        Assert.Equal([0, 2, 4], Deliveries.Values(name));
        await Eventually.TrueAsync(() => CommittedAsync(cluster, 12), () => "the checkpoint is not behind the last marker");
    }

    [Fact]
    public async Task AddedPartitions_AreRead()
    {
        var broker = Broker.RealOrSkip("partitions to add");
        await using var cluster = await StreamCluster.StartAsync(
            partitions: 1, options: kafka => kafka.PartitionRefresh = TimeSpan.FromMilliseconds(200), services: Producer.UseJson);
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = broker }).Build();
        await admin.CreatePartitionsAsync([new() { Topic = cluster.Topic, IncreaseTo = 4 }]);
        using var producer = Producer.Of(cluster.Topic, new KeyValuePair<string, string>("topic.metadata.refresh.interval.ms", "100"));
        var names = Enumerable.Range(0, 12).Select(_ => StreamCluster.NewName()).ToList();
        foreach (var name in names)
            await producer.WriteAsync(name, 1);
        foreach (var name in names)
            await Deliveries.ReachAsync(name, 1);
        Assert.True(names.SelectMany(name => Deliveries.Of(name)).Select(d => d.Token.Partition).Distinct().Count() > 1, "one partition");
    }

    [Fact]
    public async Task TrimmedRecords_AreTold_AndReadingGoesOn()
    {
        var broker = Broker.RealOrSkip("records to delete");
        var topic = await Broker.MakeTopicAsync(1);
        var name = StreamCluster.NewName();
        using var producer = Producer.Of(topic);
        for (var i = 0; i < 10; i++)
            await producer.WriteAsync(name, i);
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = broker }).Build();
        await admin.DeleteRecordsAsync([new TopicPartitionOffset(topic, 0, 6)]);
        await using var cluster = await StreamCluster.StartAsync(partitions: 1, topic: topic, services: Producer.UseJson);
        await Deliveries.ReachAsync(name, 4);
        Assert.Equal([6, 7, 8, 9], Deliveries.Values(name));
    }

    [Fact]
    public async Task TraceOfTheProducer_GoesOnAtTheConsumer()
    {
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == KafkaStreamMetrics.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
        };
        ActivitySource.AddActivityListener(listener);
        await using var cluster = await StreamCluster.StartAsync();
        var (name, stream) = (StreamCluster.NewName(), StreamId.Create("explicit", StreamCluster.NewName()));
        await cluster.Collector(name).SubscribeAsync(name, stream, null);
        using var activity = new Activity("produce").SetIdFormat(ActivityIdFormat.W3C).Start();
        await cluster.ProduceAsync(stream, [1]);
        await Deliveries.ReachAsync(name, 1);
        Assert.Equal(activity.TraceId.ToString(), Deliveries.Of(name).Single().TraceId);
    }

    [Fact]
    public async Task Health_SaysWhatIsRead()
    {
        await using var cluster = await StreamCluster.StartAsync(services: services =>
            services.AddHealthChecks().AddKafkaStreamsCheck(StreamCluster.Provider));
        var health = cluster.Cluster.Silos[0].ServiceProvider.GetRequiredService<HealthCheckService>();
        HealthReport? report = null;
        await Eventually.TrueAsync(
            async () => (report = await health.CheckHealthAsync()).Status == HealthStatus.Healthy
                && report.Entries.Single().Value.Data.Count == 4,
            () => $"{report?.Status}: {report?.Entries.Single().Value.Description}");
    }

    private static async Task<bool> CommittedAsync(StreamCluster cluster, long offset)
    {
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = Broker.Address }).Build();
        var found = await admin.ListConsumerGroupOffsetsAsync(
            [new(cluster.Topic + "-group", [new TopicPartition(cluster.Topic, 0)])]);
        return found[0].Partitions[0].Offset.Value >= offset;
    }
}
