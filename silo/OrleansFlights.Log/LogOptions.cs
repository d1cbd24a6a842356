using System.ComponentModel.DataAnnotations;

namespace OrleansFlights.Log;

/// <summary>The configuration section <c>Log</c>.</summary>
public sealed class LogOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Log";

    /// <summary>The topic that flight events go to.</summary>
    public const string DefaultTopic = "flight-events";

    /// <summary>The log in a SQLite file.</summary>
    public const string SqliteProvider = "sqlite";

    /// <summary>The log on Apache Kafka.</summary>
    public const string KafkaProvider = "kafka";

    /// <summary>Which log: <c>sqlite</c> or <c>kafka</c>.</summary>
    [AllowedValues(SqliteProvider, KafkaProvider)]
    public string Provider { get; set; } = SqliteProvider;

    /// <summary>The topic of flight events.</summary>
    [TopicName]
    public string Topic { get; set; } = DefaultTopic;

    /// <summary>The topic of dead letters; default: the events' topic with <c>-dead</c> behind it.</summary>
    [TopicName]
    public string? DeadLetterTopic { get; set; }

    /// <summary>Partitions of a topic that does not exist yet, 1 to 1,024.</summary>
    [Range(1, 1_024)]
    public int Partitions { get; set; } = 4;

    /// <summary>
    /// 2^SegmentBits consecutive offsets are one segment, 4 to 24; never change it for a topic that has views. The default suits a quiet
    /// topic, whose generations should not wait long for a segment to fill; give a topic of thousands of events a second 12 to 16.
    /// </summary>
    [Range(4, 24)]
    public int SegmentBits { get; set; } = 8;

    /// <summary>How soon partitions that are added to a topic in use are noticed, 100 ms to 1 hour.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan PartitionRefresh { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Whether the batch layer makes the log forget what lies below the oldest retained generation's cut.</summary>
    public bool Truncate { get; set; }

    /// <summary>Settings of the Kafka log.</summary>
    public KafkaLogOptions Kafka { get; set; } = new();

    /// <summary>Settings of the SQLite log.</summary>
    public SqliteLogOptions Sqlite { get; set; } = new();

    /// <summary>The topic of dead letters.</summary>
    public string ResolvedDeadLetterTopic => DeadLetterTopic ?? Topic + "-dead";
}
