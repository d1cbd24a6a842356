using System.Collections.Concurrent;

namespace OrleansFlights.Log.DeadLetters;

/// <summary>The partitions of this process whose dead letters cannot be written at the moment, for those who report health.</summary>
public static class DeadLetterFailures
{
    private static readonly ConcurrentDictionary<(string Topic, int Partition), string> Failing = new();

    /// <summary>What is wrong, per partition; empty when nothing is.</summary>
    public static IReadOnlyList<string> Current =>
        [.. Failing.OrderBy(f => f.Key).Select(f => $"{f.Key.Topic}/{f.Key.Partition}: {f.Value}")];

    internal static void Set(string topic, int partition, string reason) => Failing[(topic, partition)] = reason;

    internal static void Clear(string topic, int partition) => Failing.TryRemove((topic, partition), out _);
}
