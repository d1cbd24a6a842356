using System.ComponentModel.DataAnnotations;

namespace OrleansFlights.Streams;

/// <summary>The configuration section <c>Streams</c>.</summary>
public sealed class LogStreamOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Streams";

    /// <summary>Most records of one poll, 1 to 1,000,000. Larger polls make larger batches, which is what throughput comes from.</summary>
    [Range(1, 1_000_000)]
    public int PollRecords { get; set; } = 131_072;

    /// <summary>How long a reader waits for a first record before it looks around, 1 ms to 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:00:10")]
    public TimeSpan PollWait { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Polls read ahead of delivery, 1 to 100.</summary>
    [Range(1, 100)]
    public int PollsAhead { get; set; } = 2;

    /// <summary>Time between checkpoints, 50 ms to 10 min. The partitions of a silo make theirs at the same moments.</summary>
    [Range(typeof(TimeSpan), "00:00:00.05", "00:10:00")]
    public TimeSpan CheckpointInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a checkpoint waits for deliveries under way before it asks for them directly, 10 ms to 10 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "00:10:00")]
    public TimeSpan DeliveryPatience { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Most checkpoint calls under way at once per partition, 1 to 100,000.</summary>
    [Range(1, 100_000)]
    public int CheckpointConcurrency { get; set; } = 1_024;

    /// <summary>
    /// Memory, in bytes, that what was sent since the last checkpoint may take per partition; beyond it a checkpoint is made at once and
    /// reading waits for it. 1 MiB to 16 GiB.
    /// </summary>
    [Range(typeof(long), "1048576", "17179869184")]
    public long MaxRetainedBytes { get; set; } = 256L << 20;
}
