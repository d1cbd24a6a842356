using System.Collections.Concurrent;

namespace Orleans.Streaming.Kafka.Tests;

/// <summary>An event that a consumer got.</summary>
internal readonly record struct Delivery(int Value, KafkaSequenceToken Token, int BatchSize, string? TraceId);

/// <summary>What consumers of a test got, outside the grains, so that it survives them.</summary>
internal static class Deliveries
{
    private static readonly ConcurrentDictionary<string, ConcurrentQueue<Delivery>> All = new();

    /// <summary>What a consumer does with a value before it counts as taken, by the consumer's name.</summary>
    public static ConcurrentDictionary<string, Func<int, Task>> Handlers { get; } = new();

    public static ConcurrentQueue<Delivery> Of(string name) => All.GetOrAdd(name, _ => new());

    public static IReadOnlyList<int> Values(string name) => [.. Of(name).Select(d => d.Value)];

    public static async Task TakeAsync(string name, int value, StreamSequenceToken token, int batch)
    {
        if (Handlers.TryGetValue(name, out var handle))
            await handle(value);
        Of(name).Enqueue(new(value, (KafkaSequenceToken)token, batch, System.Diagnostics.Activity.Current?.TraceId.ToString()));
    }

    public static Task ReachAsync(string name, int distinct) => Eventually.TrueAsync(
        () => Of(name).Select(d => d.Value).Distinct().Count() >= distinct,
        () => $"{name} has {Of(name).Count} deliveries of {Of(name).Select(d => d.Value).Distinct().Count()} values, not {distinct}");
}
