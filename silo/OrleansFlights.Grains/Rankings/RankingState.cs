using System.Collections.Immutable;
using System.Runtime.InteropServices;
using OrleansFlights.Grains.Contracts;
using OrleansFlights.Grains.Protocol;

namespace OrleansFlights.Grains.Rankings;

/// <summary>
/// Keys with their numbers of events. A view's number only grows, so the largest report is the newest, and reports may come repeated, late
/// and out of order.
/// </summary>
/// <remarks>Pure; not safe for concurrent use.</remarks>
public sealed class RankingState
{
    private const int Format = 1;

    // What most need; the buffer grows for more.
    private const int BytesPerKey = 16;

    private static readonly Comparison<RankingEntry> ByKey = (a, b) => string.CompareOrdinal(a.Key, b.Key);
    private static readonly Comparison<RankingEntry> ByEvents = (a, b) => a.Events != b.Events ? b.Events.CompareTo(a.Events) : ByKey(a, b);

    private readonly Dictionary<string, long> _events = new(StringComparer.Ordinal);
    private RankingEntry[]? _sortedByKey;
    private RankingEntry[]? _sortedByEvents;

    /// <summary>How many keys there are.</summary>
    public int Count => _events.Count;

    /// <summary>Takes a report.</summary>
    /// <returns>Whether it told anything new.</returns>
    public bool Report(string key, long events)
    {
        ref var known = ref CollectionsMarshal.GetValueRefOrAddDefault(_events, key, out var exists);
        if (exists && known >= events)
            return false;
        known = events;
        _sortedByEvents = null;
        _sortedByKey = null;
        return true;
    }

    /// <summary>Whether a key was reported.</summary>
    public bool Knows(string key) => _events.ContainsKey(key);

    /// <summary>The keys with the most events, ties in key order.</summary>
    public ImmutableArray<RankingEntry> Top(int count) => [.. Sorted(RankingOrder.EventsDescending).Take(count)];

    /// <summary>A page of keys.</summary>
    public RankingPage List(RankingQuery query)
    {
        var comparison = query.Order == RankingOrder.Key ? ByKey : ByEvents;
        var page = ImmutableArray.CreateBuilder<RankingEntry>(Math.Min(query.First, _events.Count));
        var total = 0;
        var hasMore = false;
        foreach (var entry in Sorted(query.Order))
        {
            if (!Matches(entry, query))
                continue;
            total++;
            if (query.After is { } after && comparison(entry, after) <= 0)
                continue;
            if (page.Count < query.First)
                page.Add(entry);
            else
                hasMore = true;
        }

        return new RankingPage(page.DrainToImmutable(), hasMore, total);
    }

    /// <summary>
    /// The keys as bytes, for the snapshot: the format's number, their count, then each key (length and UTF-8) and number, all as varints.
    /// </summary>
    public byte[] ToBytes()
    {
        var writer = new VarintWriter(Math.Max(1, _events.Count) * BytesPerKey);
        writer.Write(Format);
        writer.Write(_events.Count);
        foreach (var (key, events) in _events)
        {
            writer.WriteText(key);
            writer.Write(events);
        }

        return writer.ToArray();
    }

    /// <summary>Takes all keys of a snapshot as reports.</summary>
    /// <exception cref="InvalidDataException">The bytes are no snapshot.</exception>
    public void Restore(ReadOnlySpan<byte> bytes)
    {
        var reader = new VarintReader(bytes);
        if (reader.Read() is var format && format != Format)
            throw new InvalidDataException($"directory format {format} is unknown; this build reads format {Format}");
        for (var count = reader.Read(); count > 0; count--)
        {
            var key = reader.ReadText();
            Report(key, reader.Read());
        }
    }

    private static bool Matches(RankingEntry entry, RankingQuery query) =>
        entry.Events >= query.MinEvents
        && (query.Prefix is null || entry.Key.StartsWith(query.Prefix, StringComparison.Ordinal))
        && (query.Suffix is null || entry.Key.EndsWith(query.Suffix, StringComparison.Ordinal))
        && (query.Contains is null || entry.Key.Contains(query.Contains, StringComparison.OrdinalIgnoreCase));

    private RankingEntry[] Sorted(RankingOrder order)
    {
        ref var sorted = ref order == RankingOrder.Key ? ref _sortedByKey : ref _sortedByEvents;
        if (sorted is null)
        {
            sorted = [.. _events.Select(e => new RankingEntry(e.Key, e.Value))];
            Array.Sort(sorted, order == RankingOrder.Key ? ByKey : ByEvents);
        }

        return sorted;
    }
}
