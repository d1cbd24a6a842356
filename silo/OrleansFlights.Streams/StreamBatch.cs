using System.Diagnostics.CodeAnalysis;

namespace OrleansFlights.Streams;

/// <summary>
/// What one poll of one partition holds for one stream, and what it covers: every event of the stream at offsets in
/// [<see cref="CoversFrom"/>, <see cref="CoversTo"/>) is in <see cref="Events"/>. Grains that subscribe to a stream receive these.
/// </summary>
/// <typeparam name="TEvent">What the record mapper makes of a record; carries its offset.</typeparam>
[GenerateSerializer, Immutable, Alias("OrleansFlights.StreamBatch`1")]
public sealed class StreamBatch<TEvent>
{
    /// <summary>The partition that the events come from.</summary>
    [Id(0)]
    public required int Partition { get; init; }

    /// <summary>
    /// Where the coverage begins: the end of the previous batch for this stream, or, for the first one of a reader, the offset below which
    /// no consumer needs anything, since all between that and the reader's start is settled by its checkpoint.
    /// </summary>
    [Id(1)]
    public required long CoversFrom { get; init; }

    /// <summary>Where the coverage ends, exclusive: the end of the poll.</summary>
    [Id(2)]
    public required long CoversTo { get; init; }

    /// <summary>The events, in offset order, save that a joined batch may tell a stretch twice. Shared and never changed.</summary>
    [Id(3)]
    public required ReadOnlyMemory<TEvent> Events { get; init; }

    /// <summary>
    /// The offset below which the coverage holds events that were not sent: a checkpoint settled them, so whoever has seen less takes the
    /// store's word for that. At most <see cref="CoversFrom"/> where nothing is claimed.
    /// </summary>
    [Id(4)]
    public long SettledTo { get; init; }

    /// <summary>
    /// The life of the store in which that checkpoint was found; null where nothing is claimed, or by a sender that does not tell.
    /// </summary>
    [Id(5)]
    public string? Life { get; init; }

    /// <summary>Whether it covers what was not sent.</summary>
    public bool Claims => CoversFrom < SettledTo;

    /// <summary>The batch as it is sent by a reader that found its checkpoint in some life of the store.</summary>
    public StreamBatch<TEvent> In(string life) => !Claims ? this : new()
    {
        Partition = Partition,
        CoversFrom = CoversFrom,
        CoversTo = CoversTo,
        Events = Events,
        SettledTo = SettledTo,
        Life = life,
    };

    /// <summary>
    /// Joins batches of one stream and reader that follow each other, or overlap, into one that covers them all, and claims what any of
    /// them claims, in the life of the store that the first names.
    /// </summary>
    /// <exception cref="ArgumentException">There is none, or they do not follow each other.</exception>
    public static StreamBatch<TEvent> Join(ReadOnlySpan<StreamBatch<TEvent>> batches)
    {
        if (batches.IsEmpty)
            throw new ArgumentException("no batch to join", nameof(batches));
        if (batches.Length == 1)
            return batches[0];

        var count = 0;
        foreach (var batch in batches)
            count += batch.Events.Length;

        var events = new TEvent[count];
        var at = 0;
        var (coversTo, settledTo, life) = (batches[0].CoversTo, 0L, (string?)null);
        foreach (var batch in batches)
        {
            if (batch.CoversFrom > coversTo)
                ThrowApart(coversTo, batch.CoversFrom);
            coversTo = Math.Max(coversTo, batch.CoversTo);
            settledTo = Math.Max(settledTo, batch.SettledTo);
            life ??= batch.Life;
            batch.Events.CopyTo(events.AsMemory(at));
            at += batch.Events.Length;
        }

        return new StreamBatch<TEvent>
        {
            Partition = batches[0].Partition,
            CoversFrom = batches[0].CoversFrom,
            CoversTo = coversTo,
            Events = events,
            SettledTo = settledTo,
            Life = life,
        };
    }

    [DoesNotReturn]
    private static void ThrowApart(long end, long next) =>
        throw new ArgumentException($"a batch that covers from {next} does not follow one that covers to {end}");
}
