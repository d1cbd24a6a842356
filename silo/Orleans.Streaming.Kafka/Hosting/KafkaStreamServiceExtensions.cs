using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Serialization;

namespace Orleans.Streaming.Kafka;

/// <summary>Registers what a provider needs on silos and clients alike.</summary>
internal static class KafkaStreamServiceExtensions
{
    public static IServiceCollection AddKafkaStreamServices(
        this IServiceCollection services, string name, Action<OptionsBuilder<KafkaStreamOptions>> configure)
    {
        configure(services.AddOptions<KafkaStreamOptions>(name));
        services.TryAddKeyedSingleton<IStreamRecordFormat>(
            name, (provider, _) => new OrleansRecordFormat(provider.GetRequiredService<Serializer>(), NamespaceOf(provider, name)));
        services.TryAddKeyedSingleton(name, (provider, _) => new KafkaStreamServices(provider, name));
        return services;
    }

    /// <summary>The namespace of records that name none.</summary>
    public static string NamespaceOf(IServiceProvider provider, string name)
    {
        var options = provider.GetRequiredService<IOptionsMonitor<KafkaStreamOptions>>().Get(name);
        return options.DefaultNamespace ?? options.Topic;
    }
}
