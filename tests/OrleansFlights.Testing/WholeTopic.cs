using System.Diagnostics;
using OrleansFlights.Log;

namespace OrleansFlights.Testing;

/// <summary>Reads a topic from its first record to its end.</summary>
public static class WholeTopic
{
    private const int MaxRecords = 10_000;
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Hands a sink what is on the topic now, partition by partition.</summary>
    public static async Task ReadAllAsync(this ITopic topic, ILogRecordSink sink, CancellationToken cancellationToken = default)
    {
        foreach (var range in await topic.GetOffsetsAsync(cancellationToken))
        {
            using var reader = topic.OpenReader(range.Partition, range.Begin);
            var moved = Stopwatch.GetTimestamp();
            while (reader.Position < range.End)
            {
                var before = reader.Position;
                reader.Read(sink, MaxRecords, Wait, cancellationToken);
                if (reader.Position > before)
                    moved = Stopwatch.GetTimestamp();
                Assert.True(
                    Stopwatch.GetElapsedTime(moved) < Patience,
                    $"{topic.Topic}: the reader of partition {range.Partition} stands at {reader.Position} of {range.End} for {Patience}");
            }
        }
    }
}
