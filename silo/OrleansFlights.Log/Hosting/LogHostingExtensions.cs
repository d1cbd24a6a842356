using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using OrleansFlights.Foundation.Settings;
using OrleansFlights.Log.Kafka;
using OrleansFlights.Log.Sqlite;

namespace OrleansFlights.Log.Hosting;

/// <summary>Adds the log to a host.</summary>
public static class LogHostingExtensions
{
    /// <summary>
    /// Adds the log that <c>Log:Provider</c> names: <see cref="IEventLog"/>, its topic of events as <see cref="ITopic"/>, and
    /// <see cref="LogOptions"/> for those who need the names and the segment size.
    /// </summary>
    /// <exception cref="SettingException">A setting of the section <c>Log</c> holds what it must not.</exception>
    public static IServiceCollection AddFlightLog(this IServiceCollection services, IConfiguration configuration)
    {
        var options = LogSettings.Read(configuration);
        services.AddSingleton(Options.Create(options));
        services.AddSingleton(Options.Create(SettingsReader.Read<DataOptions>(configuration)));
        services.AddSingleton(provider => provider.GetRequiredService<IEventLog>().Events);
        services.TryAddSingleton<PartitionDiscovery>();
        return options.Provider == LogOptions.KafkaProvider
            ? services.AddSingleton<IEventLog, KafkaEventLog>()
            : services.AddSingleton<IEventLog, SqliteEventLog>();
    }
}
