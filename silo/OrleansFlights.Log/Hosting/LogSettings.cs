using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using OrleansFlights.Foundation.Settings;

namespace OrleansFlights.Log.Hosting;

/// <summary>Reads and checks the section <c>Log</c>.</summary>
internal static partial class LogSettings
{
    private const int MaxPartitions = 1024;
    private const int MinSegmentBits = 4;
    private const int MaxSegmentBits = 24;
    private static readonly TimeSpan MinPartitionRefresh = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan MaxPartitionRefresh = TimeSpan.FromHours(1);
    private static readonly TimeSpan MinLockTimeout = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan MaxLockTimeout = TimeSpan.FromMinutes(10);

    /// <summary>The section, every value checked.</summary>
    public static LogOptions Read(IConfiguration configuration)
    {
        var section = configuration.GetSection(LogOptions.Section);
        ThrowUnlessInteger(section, nameof(LogOptions.Partitions));
        ThrowUnlessInteger(section, nameof(LogOptions.SegmentBits));
        ThrowUnlessDuration(section, nameof(LogOptions.PartitionRefresh));
        ThrowUnlessDuration(section, "Sqlite:LockTimeout");
        ThrowUnlessDuration(section, "Kafka:DeliveryTimeout");
        ThrowUnlessDuration(section, "Kafka:RequestTimeout");
        ThrowUnlessInteger(section, "Kafka:Replication");
        ThrowUnlessInteger(section, "Kafka:LingerMilliseconds");
        ThrowUnlessInteger(section, "Kafka:ReadAheadKilobytes");
        var options = new LogOptions();
        section.Bind(options);

        SettingException.ThrowUnlessOneOf("Log:Provider", options.Provider, LogOptions.SqliteProvider, LogOptions.KafkaProvider);
        SettingException.ThrowUnlessBetween("Log:Partitions", options.Partitions, 1, MaxPartitions);
        SettingException.ThrowUnlessBetween("Log:SegmentBits", options.SegmentBits, MinSegmentBits, MaxSegmentBits);
        SettingException.ThrowUnlessBetween("Log:PartitionRefresh", options.PartitionRefresh, MinPartitionRefresh, MaxPartitionRefresh);
        SettingException.ThrowUnlessBetween("Log:Sqlite:LockTimeout", options.Sqlite.LockTimeout, MinLockTimeout, MaxLockTimeout);
        KafkaSettings.ThrowUnlessValid(options);
        ThrowUnlessTopic("Log:Topic", options.Topic);
        ThrowUnlessTopic("Log:DeadLetterTopic", options.ResolvedDeadLetterTopic);
        if (options.ResolvedDeadLetterTopic == options.Topic)
            throw new SettingException("Log:DeadLetterTopic", options.DeadLetterTopic, "another topic than Log:Topic");
        return options;
    }

    private static void ThrowUnlessInteger(IConfigurationSection section, string key)
    {
        if (section[key] is { } text && !int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out _))
            throw new SettingException($"{section.Path}:{key}", text, "a whole number");
    }

    private static void ThrowUnlessDuration(IConfigurationSection section, string key)
    {
        if (section[key] is { } text && !TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out _))
            throw new SettingException($"{section.Path}:{key}", text, "a duration such as 00:00:15");
    }

    /// <summary>Kafka's rule for topic names, kept by every log so that a topic can move between them.</summary>
    private static void ThrowUnlessTopic(string key, string name)
    {
        if (!TopicName().IsMatch(name) || name is "." or "..")
            throw new SettingException(key, name, "1 to 249 of the characters a-z, A-Z, 0-9, '.', '_' and '-'");
    }

    [GeneratedRegex(@"\A[a-zA-Z0-9._-]{1,249}\z")]
    private static partial Regex TopicName();
}
