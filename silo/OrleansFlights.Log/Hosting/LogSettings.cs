using Microsoft.Extensions.Configuration;
using OrleansFlights.Foundation.Settings;

namespace OrleansFlights.Log.Hosting;

/// <summary>Reads the section <c>Log</c> and checks what concerns several settings.</summary>
internal static class LogSettings
{
    /// <summary>What the log's guarantees stand on, so that it is not open to configuration.</summary>
    private static readonly string[] Fixed =
    [
        "acks", "request.required.acks", "enable.idempotence", "isolation.level", "enable.auto.commit", "enable.auto.offset.store",
        "auto.offset.reset", "enable.partition.eof", "group.id", "bootstrap.servers", "transactional.id", "allow.auto.create.topics",
    ];

    /// <summary>The section, every value checked.</summary>
    public static LogOptions Read(IConfiguration configuration)
    {
        var options = SettingsReader.Read<LogOptions>(configuration);
        if (options.ResolvedDeadLetterTopic == options.Topic)
            throw new SettingException("Log:DeadLetterTopic", options.DeadLetterTopic, "another topic than Log:Topic");
        foreach (var (key, value) in options.Kafka.Client.Where(property => Fixed.Contains(property.Key, StringComparer.Ordinal)))
            throw new SettingException("Log:Kafka:Client:" + key, value, "nothing, the log sets this one itself");
        return options;
    }
}
