using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Streaming.Kafka;

namespace Orleans.Hosting;

/// <summary>Adds stream providers on Kafka to silos and clients; each has a name, a topic and options of its own.</summary>
public static class KafkaStreamsHostingExtensions
{
    private static readonly TimeSpan PumpPeriod = TimeSpan.FromMilliseconds(20);

    /// <summary>Adds a provider to a silo.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="name">The provider's name.</param>
    /// <param name="configure">Sets its options.</param>
    public static ISiloBuilder AddKafkaStreams(this ISiloBuilder silo, string name, Action<KafkaStreamOptions> configure) =>
        silo.AddKafkaStreams(name, options => options.Configure(configure), static _ => { });

    /// <summary>Adds a provider to a silo.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="name">The provider's name.</param>
    /// <param name="configureOptions">Sets its options, from configuration for instance.</param>
    /// <param name="configure">Sets what Orleans keeps for it: pulling agent, balancer, publish-subscribe.</param>
    public static ISiloBuilder AddKafkaStreams(
        this ISiloBuilder silo,
        string name,
        Action<OptionsBuilder<KafkaStreamOptions>> configureOptions,
        Action<ISiloPersistentStreamConfigurator> configure)
    {
        ArgumentNullException.ThrowIfNull(silo);
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(configureOptions);
        ArgumentNullException.ThrowIfNull(configure);
        silo.Services.AddKafkaStreamServices(name, configureOptions);
        silo.Services.AddTransient<IConfigurationValidator>(services => KafkaStreamOptionsValidator.OnSilo(services, name));
        return silo.AddPersistentStreams(name, KafkaAdapterFactory.Create, streams =>
        {
            streams.ConfigurePullingAgent(agent => agent.Configure(options => options.GetQueueMsgsTimerPeriod = PumpPeriod));
            streams.ConfigurePartitionBalancing((services, provider) =>
            {
                var own = services.GetRequiredKeyedService<KafkaStreamServices>(provider);
                return new GrowingBalancer(
                    services.GetRequiredService<IStreamQueueBalancer>(), provider, own.Topics, own.Options,
                    services.GetRequiredService<ILogger<GrowingBalancer>>());
            });
            configure(streams);
        });
    }

    /// <summary>Adds a provider to a client, which can then produce and subscribe.</summary>
    /// <param name="client">The client.</param>
    /// <param name="name">The provider's name, the same as on the silos.</param>
    /// <param name="configure">Sets its options.</param>
    public static IClientBuilder AddKafkaStreams(this IClientBuilder client, string name, Action<KafkaStreamOptions> configure) =>
        client.AddKafkaStreams(name, options => options.Configure(configure), static _ => { });

    /// <summary>Adds a provider to a client, which can then produce and subscribe.</summary>
    /// <param name="client">The client.</param>
    /// <param name="name">The provider's name, the same as on the silos.</param>
    /// <param name="configureOptions">Sets its options, from configuration for instance.</param>
    /// <param name="configure">Sets what Orleans keeps for it.</param>
    public static IClientBuilder AddKafkaStreams(
        this IClientBuilder client,
        string name,
        Action<OptionsBuilder<KafkaStreamOptions>> configureOptions,
        Action<IClusterClientPersistentStreamConfigurator> configure)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(configureOptions);
        ArgumentNullException.ThrowIfNull(configure);
        client.Services.AddKafkaStreamServices(name, configureOptions);
        client.Services.AddTransient<IConfigurationValidator>(services => KafkaStreamOptionsValidator.OnClient(services, name));
        return client.AddPersistentStreams(name, KafkaAdapterFactory.Create, configure);
    }

    /// <summary>Lets a provider's events be JSON; the type is the one that the consumer asks for.</summary>
    public static IServiceCollection AddKafkaStreamsJson(
        this IServiceCollection services, string name, JsonSerializerOptions? options = null) =>
        services.AddKafkaStreamsFormat(name, provider =>
            new JsonRecordFormat(KafkaStreamServiceExtensions.NamespaceOf(provider, name), options));

    /// <summary>Lets a provider's events be CloudEvents with JSON data.</summary>
    /// <param name="services">The services of the silo or client.</param>
    /// <param name="name">The provider's name.</param>
    /// <param name="source">The <c>source</c> attribute of what is written.</param>
    /// <param name="mode">The mode of what is written; both are read.</param>
    /// <param name="options">How data becomes JSON and back.</param>
    public static IServiceCollection AddKafkaStreamsCloudEvents(
        this IServiceCollection services,
        string name,
        string source,
        CloudEventsMode mode = CloudEventsMode.Binary,
        JsonSerializerOptions? options = null) =>
        services.AddKafkaStreamsFormat(name, provider =>
            new CloudEventsRecordFormat(KafkaStreamServiceExtensions.NamespaceOf(provider, name), source, mode, options));

    /// <summary>Gives a provider a format of the application's own.</summary>
    public static IServiceCollection AddKafkaStreamsFormat(
        this IServiceCollection services, string name, Func<IServiceProvider, IStreamRecordFormat> make) =>
        services.AddKeyedSingleton(name, (provider, _) => make(provider));

    /// <summary>Adds a health check of a provider on a silo: unhealthy while a partition cannot be read or its progress recorded.</summary>
    /// <param name="health">The health checks.</param>
    /// <param name="name">The provider's name.</param>
    /// <param name="mostLag">Records that a partition may lie behind before it counts as degraded.</param>
    public static IHealthChecksBuilder AddKafkaStreamsCheck(this IHealthChecksBuilder health, string name, long mostLag = long.MaxValue)
    {
        ArgumentNullException.ThrowIfNull(health);
        return health.Add(new(
            $"kafka-streams-{name}",
            services => new KafkaStreamHealthCheck(services.GetRequiredKeyedService<KafkaStreamServices>(name).Statuses, mostLag),
            failureStatus: null,
            tags: null));
    }
}
