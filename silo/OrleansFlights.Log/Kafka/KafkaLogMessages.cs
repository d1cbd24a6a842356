using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace OrleansFlights.Log.Kafka;

/// <summary>What the Kafka log says.</summary>
internal static partial class KafkaLogMessages
{
    [LoggerMessage(1101, LogLevel.Information, "Made topic {Topic} with {Partitions} partitions and {Replication} replicas")]
    public static partial void Made(ILogger logger, string topic, int partitions, int replication);

    [LoggerMessage(1106, LogLevel.Information, "Topic {Topic} has {Partitions} partitions now")]
    public static partial void Grown(ILogger logger, string topic, int partitions);

    [LoggerMessage(1107, LogLevel.Error, "Topic {Topic} has {Partitions} partitions and needs {Wanted}, which could not be added")]
    public static partial void NotGrown(ILogger logger, Exception exception, string topic, int partitions, int wanted);

    [LoggerMessage(1108, LogLevel.Warning, "Cannot look whether topic {Topic} has more than {Partitions} partitions now")]
    public static partial void NotRefreshed(ILogger logger, Exception exception, string topic, int partitions);

    [LoggerMessage(1102, LogLevel.Debug, "Opened topic {Topic} with {Partitions} partitions")]
    public static partial void Opened(ILogger logger, string topic, int partitions);

    [LoggerMessage(EventId = 1103, Message = "Kafka client, {Facility}: {Text}")]
    public static partial void Client(ILogger logger, LogLevel level, string facility, string text);

    [LoggerMessage(EventId = 1104, Message = "Kafka client failed with {Code}: {Reason}")]
    public static partial void ClientError(ILogger logger, LogLevel level, ErrorCode code, string reason);

    [LoggerMessage(
        1105, LogLevel.Warning, "The log of {Topic} partition {Partition} begins at {Begin}; a reader at {Position} goes on from there")]
    public static partial void BelowBegin(ILogger logger, string topic, int partition, long begin, long position);
}
