using System.Collections.Immutable;
using OrleansFlights.Flights;

namespace OrleansFlights.Grains.Contracts;

/// <summary>An offset in a partition.</summary>
[GenerateSerializer, Immutable, Alias("OrleansFlights.PartitionOffset")]
public readonly record struct PartitionOffset([property: Id(0)] int Partition, [property: Id(1)] long Offset);

/// <summary>Offsets of a partition, [From, To), that should have been read and that the log, or the archive, no longer has.</summary>
[GenerateSerializer, Immutable, Alias("OrleansFlights.Hole")]
public readonly record struct Hole([property: Id(0)] int Partition, [property: Id(1)] long From, [property: Id(2)] long To);

/// <summary>
/// A view's answer: equal to a recount of the log below <see cref="Watermarks"/>, at any moment and under any generation.
/// Never changed once made; its tallies are shared and must not be added to.
/// </summary>
[GenerateSerializer, Immutable, Alias("OrleansFlights.ViewAnswer")]
public sealed record ViewAnswer
{
    /// <summary>Name of the view's dimension, see <see cref="Dimensions"/>.</summary>
    [Id(0)]
    public required Dimension Dimension { get; init; }

    /// <summary>Key of the view.</summary>
    [Id(1)]
    public required string Key { get; init; }

    /// <summary>The answer: <see cref="Batch"/> plus <see cref="Realtime"/>.</summary>
    [Id(2)]
    public required FlightTally Tally { get; init; }

    /// <summary>What the generation counted, below its cut.</summary>
    [Id(3)]
    public required FlightTally Batch { get; init; }

    /// <summary>What the speed layer counted at and above the cut.</summary>
    [Id(4)]
    public required FlightTally Realtime { get; init; }

    /// <summary>The batch generation that the answer builds on; 0 for none.</summary>
    [Id(5)]
    public required long Generation { get; init; }

    /// <summary>The generation's cut, per partition, ascending; partitions cut at 0 are left out.</summary>
    [Id(6)]
    public required ImmutableArray<PartitionOffset> Cut { get; init; }

    /// <summary>Per partition, ascending, the offset up to which, exclusive, the answer counts; partitions at 0 are left out.</summary>
    [Id(7)]
    public required ImmutableArray<PartitionOffset> Watermarks { get; init; }

    /// <summary>False when the log was cut off above what the answer would have needed: then it may count too little.</summary>
    [Id(8)]
    public required bool Complete { get; init; }

    /// <summary>
    /// What the log no longer held when it was needed and the answer lacks; ascending. An answer that is not complete may also name
    /// nothing.
    /// </summary>
    [Id(9)]
    public ImmutableArray<Hole> Missing { get; init; } = [];
}

/// <summary>A window of a view's answer.</summary>
/// <param name="Start">Index of its first 5-minute window, see <see cref="FlightWindow"/>.</param>
/// <param name="Minutes">Its width.</param>
/// <param name="Tally">Its counts; shared, not to be added to.</param>
[GenerateSerializer, Immutable, Alias("OrleansFlights.WindowAnswer")]
public readonly record struct WindowAnswer([property: Id(0)] int Start, [property: Id(1)] int Minutes, [property: Id(2)] FlightTally Tally);

/// <summary>Windows of a view: equal to a recount of the log below <see cref="Watermarks"/>.</summary>
[GenerateSerializer, Immutable, Alias("OrleansFlights.WindowsAnswer")]
public sealed record WindowsAnswer
{
    /// <summary>The windows with events, ascending.</summary>
    [Id(0)]
    public required ImmutableArray<WindowAnswer> Windows { get; init; }

    /// <summary>As in <see cref="ViewAnswer.Watermarks"/>.</summary>
    [Id(1)]
    public required ImmutableArray<PartitionOffset> Watermarks { get; init; }

    /// <summary>
    /// How many windows there are; more than <see cref="Windows"/> holds when they were more than the asker takes: then it holds none.
    /// </summary>
    [Id(2)]
    public int Found { get; init; }
}

/// <summary>Which windows are asked for.</summary>
/// <param name="Minutes">Width: a multiple of 5 up to 1,440.</param>
/// <param name="From">First 5-minute window, inclusive; null for no limit.</param>
/// <param name="To">Last 5-minute window, exclusive; null for no limit.</param>
/// <param name="Last">Only so many, the newest; null for no limit.</param>
[GenerateSerializer, Immutable, Alias("OrleansFlights.WindowQuery")]
public sealed record WindowQuery(
    [property: Id(0)] int Minutes, [property: Id(1)] int? From, [property: Id(2)] int? To, [property: Id(3)] int? Last)
{
    /// <summary>Only so many, the oldest; null for no limit.</summary>
    [Id(4)]
    public int? First { get; init; }

    /// <summary>
    /// Windows of a calendar in place of those of <see cref="Minutes"/>: runs of windows of one width, ascending, none within another; what
    /// lies outside of them is left out. Empty for none. A silo of before them answers with windows of <see cref="Minutes"/>.
    /// </summary>
    [Id(5)]
    public ImmutableArray<WindowRun> Runs { get; init; } = [];
}

/// <summary>Windows of one width, one behind the other.</summary>
/// <param name="Start">Index of the first 5-minute window of the first, see <see cref="FlightWindow"/>.</param>
/// <param name="Width">How many 5-minute windows each has; at least 1.</param>
/// <param name="Count">How many there are; at least 1.</param>
[GenerateSerializer, Immutable, Alias("OrleansFlights.WindowRun")]
public readonly record struct WindowRun([property: Id(0)] int Start, [property: Id(1)] int Width, [property: Id(2)] int Count)
{
    /// <summary>Index of the first 5-minute window behind the last.</summary>
    public int End => Start + (Width * Count);
}

/// <summary>What is asked of a view in one turn, beside its answer.</summary>
/// <param name="Windows">Lists of windows, each by itself.</param>
/// <param name="MostWindows">The most windows that the asker takes, of all lists together; of a list beyond that only the number is
/// told.</param>
[GenerateSerializer, Immutable, Alias("OrleansFlights.ViewQuery")]
public sealed record ViewQuery([property: Id(0)] ImmutableArray<WindowQuery> Windows, [property: Id(1)] int MostWindows)
{
    /// <summary>Asks for the answer alone.</summary>
    public static ViewQuery NoWindows { get; } = new([], 0);
}

/// <summary>A view's answer and windows of one moment.</summary>
/// <param name="Answer">The answer.</param>
/// <param name="Windows">The lists of windows, in the order of the question; with the watermarks of the answer.</param>
[GenerateSerializer, Immutable, Alias("OrleansFlights.ViewReading")]
public sealed record ViewReading([property: Id(0)] ViewAnswer Answer, [property: Id(1)] ImmutableArray<WindowsAnswer> Windows);
