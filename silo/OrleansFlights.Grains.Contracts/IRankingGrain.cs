using System.Collections.Immutable;
using Orleans.Concurrency;

namespace OrleansFlights.Grains.Contracts;

/// <summary>
/// Knows every key of one dimension with its number of events: those with recent events and those only the batch layer knows. The key is
/// the dimension's name.
/// </summary>
/// <remarks>A view's number of events only grows and reports carry the whole number, so the largest report is the newest.</remarks>
[Alias("OrleansFlights.IDirectoryGrain")]
public interface IRankingGrain : IGrainWithStringKey
{
    /// <summary>Takes reports of views.</summary>
    /// <param name="entries">Keys with their whole numbers of events.</param>
    /// <param name="durably">Whether to return only when everything reported so far is durable.</param>
    [Alias("Report")]
    ValueTask Report(Immutable<RankingEntry[]> entries, bool durably);

    /// <summary>The keys with the most events, descending, ties in key order.</summary>
    /// <param name="count">How many, 1 to 1,000.</param>
    [AlwaysInterleave, Alias("Top")]
    ValueTask<ImmutableArray<RankingEntry>> Top(int count);

    /// <summary>A page of the keys.</summary>
    [AlwaysInterleave, Alias("List")]
    ValueTask<RankingPage> List(RankingQuery query);

    /// <summary>
    /// Whether a key is known. Of a key without an event below a recorded checkpoint the answer may come a moment late: views report
    /// themselves a few times a second, and at every checkpoint.
    /// </summary>
    [AlwaysInterleave, Alias("Knows")]
    ValueTask<bool> Knows(string key);

    /// <summary>
    /// Tells the observer the top keys now and whenever they change, conflated to one per 250 ms, for
    /// <see cref="ViewGrains.ObserverLifetime"/>.
    /// </summary>
    [Alias("ObserveTop")]
    ValueTask ObserveTop(int count, ITopObserver observer);

    /// <summary>Ends an observation.</summary>
    [Alias("LeaveTop")]
    ValueTask LeaveTop(ITopObserver observer);
}

/// <summary>Receives the top keys of a dimension as they change.</summary>
[Alias("OrleansFlights.ITopObserver")]
public interface ITopObserver : IGrainObserver
{
    /// <summary>The newest top keys.</summary>
    [OneWay, Alias("OnChanged")]
    Task OnChanged(ImmutableArray<RankingEntry> top);
}

/// <summary>A key and its number of events.</summary>
[GenerateSerializer, Immutable, Alias("OrleansFlights.DirectoryEntry")]
public readonly record struct RankingEntry([property: Id(0)] string Key, [property: Id(1)] long Events);

/// <summary>The order of a directory page.</summary>
public enum RankingOrder
{
    /// <summary>By key, ordinal.</summary>
    Key,

    /// <summary>Most events first, ties by key.</summary>
    EventsDescending,
}

/// <summary>Which keys are asked for.</summary>
[GenerateSerializer, Immutable, Alias("OrleansFlights.DirectoryQuery")]
public sealed record RankingQuery
{
    /// <summary>How many, 1 to 1,000.</summary>
    [Id(0)]
    public required int First { get; init; }

    /// <summary>The order.</summary>
    [Id(1)]
    public RankingOrder Order { get; init; }

    /// <summary>Begin behind this entry, the last one of the page before; null for the beginning.</summary>
    [Id(2)]
    public RankingEntry? After { get; init; }

    /// <summary>Only keys that start so, such as <c>DXB-</c>; ordinal.</summary>
    [Id(3)]
    public string? Prefix { get; init; }

    /// <summary>Only keys that end so, such as <c>-ZRH</c>; ordinal.</summary>
    [Id(4)]
    public string? Suffix { get; init; }

    /// <summary>Only keys that contain this, whatever its case.</summary>
    [Id(5)]
    public string? Contains { get; init; }

    /// <summary>Only keys with at least so many events.</summary>
    [Id(6)]
    public long MinEvents { get; init; }
}

/// <summary>A page of keys.</summary>
[GenerateSerializer, Immutable, Alias("OrleansFlights.DirectoryPage")]
public sealed record RankingPage(
    [property: Id(0)] ImmutableArray<RankingEntry> Entries, [property: Id(1)] bool HasMore, [property: Id(2)] int Total);
