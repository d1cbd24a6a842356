using OrleansFlights.Foundation.Settings;

namespace OrleansFlights.Log.Hosting;

/// <summary>Checks the section <c>Log:Kafka</c>.</summary>
internal static class KafkaSettings
{
    /// <summary>What the log's guarantees stand on, so that it is not open to configuration.</summary>
    private static readonly string[] Fixed =
    [
        "acks", "request.required.acks", "enable.idempotence", "isolation.level", "enable.auto.commit", "enable.auto.offset.store",
        "auto.offset.reset", "enable.partition.eof", "group.id", "bootstrap.servers", "transactional.id", "allow.auto.create.topics",
    ];

    public static void ThrowUnlessValid(LogOptions log)
    {
        var options = log.Kafka;
        if (log.Provider == LogOptions.KafkaProvider && string.IsNullOrWhiteSpace(options.BootstrapServers))
            throw new SettingException("Log:Kafka:BootstrapServers", options.BootstrapServers, "host:port, several separated by commas");
        if (string.IsNullOrWhiteSpace(options.GroupId))
            throw new SettingException("Log:Kafka:GroupId", options.GroupId, "a name");
        foreach (var (key, value) in options.Client.Where(property => Fixed.Contains(property.Key, StringComparer.Ordinal)))
            throw new SettingException("Log:Kafka:Client:" + key, value, "nothing, the log sets this one itself");

        SettingException.ThrowUnlessBetween("Log:Kafka:Replication", options.Replication, 1, 15);
        SettingException.ThrowUnlessBetween("Log:Kafka:LingerMilliseconds", options.LingerMilliseconds, 0, 1000);
        SettingException.ThrowUnlessBetween("Log:Kafka:ReadAheadKilobytes", options.ReadAheadKilobytes, 256, 1048576);
        SettingException.ThrowUnlessBetween("Log:Kafka:DeliveryTimeout", options.DeliveryTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
        SettingException.ThrowUnlessBetween("Log:Kafka:RequestTimeout", options.RequestTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10));
    }
}
