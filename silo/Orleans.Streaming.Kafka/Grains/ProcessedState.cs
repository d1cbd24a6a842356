namespace Orleans.Streaming.Kafka;

/// <summary>A grain's state with the places in its streams that it includes; the two are stored in one write.</summary>
/// <typeparam name="TState">The state.</typeparam>
[GenerateSerializer, Alias("kafka-streams.processed`1")]
public sealed class ProcessedState<TState>
    where TState : new()
{
    /// <summary>The state.</summary>
    [Id(0)]
    public TState Value { get; set; } = new();

    /// <summary>Of each stream and partition the next offset that the state does not include.</summary>
    [Id(1)]
    public Dictionary<string, long> Next { get; set; } = [];
}
