namespace Orleans.Streaming.Kafka;

/// <summary>What becomes of an event that a consumer keeps failing on.</summary>
public enum PoisonPolicy
{
    /// <summary>It goes to the dead letters, if there is a topic for them, and the stream goes on behind it.</summary>
    Skip,

    /// <summary>It is delivered again and again; its stream waits for it, other streams do not.</summary>
    Retry,

    /// <summary>
    /// It goes to the dead letters, and its subscription gets nothing more of the stream before the partition is opened again. Others
    /// go on.
    /// </summary>
    StopStream,
}

/// <summary>Where reading begins on a partition that has no checkpoint.</summary>
public enum InitialPosition
{
    /// <summary>At the first record that the topic still has.</summary>
    Earliest,

    /// <summary>Behind the last record that the topic has.</summary>
    Latest,
}

/// <summary>The options of a stream provider on Kafka, one instance per provider name.</summary>
public sealed class KafkaStreamOptions
{
    /// <summary>Brokers to start from, <c>host:port</c> separated by commas. Must be set.</summary>
    public string BootstrapServers { get; set; } = "";

    /// <summary>The topic. Must be set.</summary>
    public string Topic { get; set; } = "";

    /// <summary>
    /// The consumer group whose committed offsets are the checkpoints. Default: the cluster's service id and the provider's name. Clusters
    /// that each want all events need groups of their own.
    /// </summary>
    public string? GroupId { get; set; }

    /// <summary>The namespace of streams whose records name none. Default: the topic's name.</summary>
    public string? DefaultNamespace { get; set; }

    /// <summary>Whether the topics are made when they do not exist.</summary>
    public bool CreateTopics { get; set; } = true;

    /// <summary>Partitions of a topic that is made, 1 to 10,000.</summary>
    public int Partitions { get; set; } = 8;

    /// <summary>Replicas of a topic that is made, 1 to 15.</summary>
    public short ReplicationFactor { get; set; } = 1;

    /// <summary>Where reading begins without a checkpoint.</summary>
    public InitialPosition InitialPosition { get; set; } = InitialPosition.Earliest;

    /// <summary>Time between checkpoints, 50 ms to 10 min; what was delivered since then is delivered again after a crash.</summary>
    public TimeSpan CheckpointInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Most records of one delivery, 1 to 100,000.</summary>
    public int MaxBatchRecords { get; set; } = 500;

    /// <summary>Bytes that the records of a partition may take in memory before reading waits, 64 KiB to 16 GiB.</summary>
    public long CacheBytes { get; set; } = 32L << 20;

    /// <summary>
    /// How long reading waits for a slow consumer with a full cache before that consumer's records leave the cache; it gets them from the
    /// log later. 100 ms to 1 hour.
    /// </summary>
    public TimeSpan SlowConsumerPatience { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How soon partitions that are added are noticed, 100 ms to 1 hour.</summary>
    public TimeSpan PartitionRefresh { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a question to the cluster may take, 1 s to 10 min.</summary>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>What becomes of an event that a consumer keeps failing on.</summary>
    public PoisonPolicy PoisonPolicy { get; set; } = PoisonPolicy.Skip;

    /// <summary>
    /// How often the pulling agent gives up on an event (each time after its <c>MaxEventDeliveryTime</c>) before it counts as poison, 1 to
    /// 1,000.
    /// </summary>
    public int PoisonRounds { get; set; } = 2;

    /// <summary>The topic of dead letters; null for none: what is skipped is counted and logged then.</summary>
    public string? DeadLetterTopic { get; set; }

    /// <summary>
    /// Properties of librdkafka for every client: <c>security.protocol</c>, <c>sasl.mechanism</c>, <c>sasl.username</c>,
    /// <c>sasl.password</c>, <c>ssl.ca.location</c>, <c>linger.ms</c>, … They win over what the provider
    /// sets by itself, but for those that its guarantees rest on, which are refused.
    /// </summary>
    public IDictionary<string, string> Client { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Renews tokens of <c>sasl.mechanism=OAUTHBEARER</c> where librdkafka's own methods do not fit.</summary>
    public Func<CancellationToken, Task<OAuthToken>>? TokenProvider { get; set; }
}

/// <summary>A token for OAUTHBEARER.</summary>
/// <param name="Value">The token.</param>
/// <param name="Expires">When it expires.</param>
/// <param name="Principal">Whom it stands for.</param>
/// <param name="Extensions">SASL extensions.</param>
public sealed record OAuthToken(
    string Value, DateTimeOffset Expires, string Principal, IReadOnlyDictionary<string, string>? Extensions = null);
