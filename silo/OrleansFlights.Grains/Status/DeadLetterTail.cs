using System.Collections.Immutable;
using System.Text.Json;
using OrleansFlights.Grains.Contracts;
using OrleansFlights.Log;
using OrleansFlights.Log.DeadLetters;

namespace OrleansFlights.Grains.Status;

/// <summary>A letter and where it lies on the topic of dead letters.</summary>
/// <param name="At">Its offset there.</param>
/// <param name="Entry">The letter.</param>
internal readonly record struct PlacedLetter(long At, DeadLetterEntry Entry);

/// <summary>The last letters of a partition of the topic of dead letters.</summary>
/// <param name="Partition">The partition.</param>
/// <param name="End">The offset below which was read.</param>
/// <param name="Letters">At least as many as were asked for, unless there are fewer; in the order of their offsets.</param>
/// <param name="IsWhole">Whether there are no letters before these.</param>
internal sealed record DeadLetterTail(int Partition, long End, IReadOnlyList<PlacedLetter> Letters, bool IsWhole)
{
    private const int ReadAtOnce = 500;
    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(50);

    /// <summary>
    /// Reads backwards in growing steps: offsets need not be dense, and records of others that lie there are no letters.
    /// </summary>
    /// <exception cref="LogException">The topic cannot be read.</exception>
    /// <exception cref="OperationCanceledException">It took too long.</exception>
    public static DeadLetterTail Read(ITopic topic, OffsetRange range, int wanted, CancellationToken cancellationToken)
    {
        var letters = new List<PlacedLetter>();
        var from = range.End;
        for (long step = wanted; letters.Count < wanted && from > range.Begin; step *= 4)
        {
            var end = from;
            from = Math.Max(range.Begin, end - step);
            var sink = new Sink(end);
            using var reader = topic.OpenReader(range.Partition, from);
            while (reader.Position < end)
            {
                cancellationToken.ThrowIfCancellationRequested();
                reader.Read(sink, ReadAtOnce, Wait, cancellationToken);
            }

            letters.InsertRange(0, sink.Letters);
        }

        return new DeadLetterTail(range.Partition, range.End, letters, from <= range.Begin);
    }

    private static DeadLetterEntry Entry(DeadLetter letter) => new(
        letter.Reason,
        letter.Partition,
        letter.Offset,
        DateTimeOffset.FromUnixTimeMilliseconds(letter.Timestamp),
        First(letter.Key),
        First(letter.Value),
        letter.Length ?? letter.Value.Length);

    private static ImmutableArray<byte> First(byte[] bytes) => [.. bytes.AsSpan(0, Math.Min(bytes.Length, DeadLetterEntry.MostBytes))];

    private sealed class Sink(long end) : ILogRecordSink
    {
        public List<PlacedLetter> Letters { get; } = [];

        public void OnRecord(in LogRecord record)
        {
            if (record.Offset >= end)
                return;
            try
            {
                Letters.Add(new PlacedLetter(record.Offset, Entry(DeadLetter.Parse(record.Value))));
            }
            catch (Exception foreign) when (foreign is JsonException or ArgumentOutOfRangeException)
            {
                // A record of somebody else: `batch dead-letters list` shows it.
            }
        }
    }
}
