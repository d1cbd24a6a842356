using System.ComponentModel.DataAnnotations;
using OrleansFlights.Foundation.Settings;

namespace OrleansFlights.Log;

/// <summary>The configuration section <c>Log:Kafka</c>.</summary>
public sealed class KafkaLogOptions
{
    /// <summary>Brokers to start from, <c>host:port</c> separated by commas. Must be set.</summary>
    [RequiredWhen(nameof(LogOptions.Provider), LogOptions.KafkaProvider)]
    [HostAndPort(Many = true, ErrorMessage = "host:port, several separated by commas")]
    public string? BootstrapServers { get; set; }

    /// <summary>Replicas of a topic that does not exist yet, 1 to 15.</summary>
    [Range(1, 15)]
    public int Replication { get; set; } = 1;

    /// <summary>The consumer group whose offsets show how far the silos are.</summary>
    [Required(ErrorMessage = "a name")]
    public string GroupId { get; set; } = "orleans-flights";

    /// <summary>How long records wait for more of them before they are sent, 0 to 1,000 ms.</summary>
    [Range(0, 1_000)]
    public int LingerMilliseconds { get; set; } = 1;

    /// <summary>How long an append may take, retries included, before it fails, 1 second to 1 hour.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan DeliveryTimeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>How long a question to the cluster may take, 1 second to 10 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Most kilobytes that a reader fetches ahead, 256 to 1,048,576.</summary>
    [Range(256, 1_048_576)]
    public int ReadAheadKilobytes { get; set; } = 16 * 1024;

    /// <summary>Settings of topics that do not exist yet, such as <c>retention.ms</c>.</summary>
    public Dictionary<string, string> TopicConfig { get; } = [];

    /// <summary>
    /// Properties of librdkafka for every client: <c>security.protocol</c>, <c>sasl.username</c>, <c>ssl.ca.location</c>, …; they win over
    /// what the log sets by itself. Values that fix the log's guarantees (acks, idempotence, isolation) cannot be set.
    /// </summary>
    public Dictionary<string, string> Client { get; } = [];
}
