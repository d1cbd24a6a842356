namespace OrleansFlights.Log;

/// <summary>
/// Opens topics of the configured log: one instance per topic and process, made with its partitions when it does not exist yet.
/// </summary>
public interface IEventLog
{
    /// <summary>The topic of flight events.</summary>
    ITopic Events { get; }

    /// <summary>
    /// The topic of dead letters: as many partitions as <see cref="Events"/>, and what partition p rejects goes to partition p, in offset
    /// order.
    /// </summary>
    ITopic DeadLetters { get; }

    /// <summary>Opens any other topic.</summary>
    /// <param name="topic">Its name.</param>
    /// <param name="compacted">Whether the log may forget all but the newest record of a key.</param>
    ITopic Open(string topic, bool compacted);
}
