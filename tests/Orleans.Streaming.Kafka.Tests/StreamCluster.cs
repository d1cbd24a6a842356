using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Storage;
using Orleans.TestingHost;

namespace Orleans.Streaming.Kafka.Tests;

/// <summary>A cluster with a provider on a topic of its own, which another cluster may go on with.</summary>
internal sealed class StreamCluster : IAsyncDisposable
{
    public const string Provider = "kafka";

    private StreamCluster(InProcessTestCluster cluster, string topic, int partitions)
    {
        Cluster = cluster;
        Topic = topic;
        Partitions = partitions;
    }

    public InProcessTestCluster Cluster { get; }

    public string Topic { get; }

    public int Partitions { get; }

    public IStreamProvider Streams => Cluster.Client.GetStreamProvider(Provider);

    public static async Task<StreamCluster> StartAsync(
        short silos = 1,
        int partitions = 4,
        string? topic = null,
        Action<KafkaStreamOptions>? options = null,
        Action<StreamPullingAgentOptions>? agent = null,
        Action<IServiceCollection>? services = null)
    {
        topic ??= await Broker.MakeTopicAsync(partitions);
        var builder = new InProcessTestClusterBuilder(silos);
        builder.ConfigureHost(host =>
        {
            host.Logging.SetMinimumLevel(LogLevel.Warning);
            services?.Invoke(host.Services);
        });
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddKeyedSingleton<IGrainStorage, StaticStorage>(StaticStorage.Name);
            silo.Services.AddKeyedSingleton<IGrainStorage, StaticStorage>("PubSubStore");
            silo.AddKafkaStreams(Provider, kafka => kafka.Configure(Configure), streams =>
                streams.ConfigurePullingAgent(pulling => pulling.Configure(o => agent?.Invoke(o))));
        });
        builder.ConfigureClient(client => client.AddKafkaStreams(Provider, Configure));
        var cluster = builder.Build();
        await cluster.DeployAsync();
        return new StreamCluster(cluster, topic, partitions);

        void Configure(KafkaStreamOptions kafka)
        {
            kafka.BootstrapServers = Broker.Address;
            kafka.Topic = topic;
            kafka.GroupId = topic + "-group";
            kafka.DefaultNamespace = Implicit.Namespace;
            kafka.CheckpointInterval = TimeSpan.FromMilliseconds(200);
            options?.Invoke(kafka);
        }
    }

    public async Task ProduceAsync(StreamId stream, IEnumerable<int> values)
    {
        foreach (var value in values)
            await Streams.GetStream<int>(stream).OnNextAsync(value);
    }

    public ICollector Collector(string name) => Cluster.Client.GetGrain<ICollector>(name);

    public async ValueTask DisposeAsync()
    {
        await Cluster.StopAllSilosAsync();
        await Cluster.DisposeAsync();
    }

    public static string NewName() => Guid.NewGuid().ToString("N");
}
