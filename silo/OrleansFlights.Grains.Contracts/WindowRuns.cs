using System.Collections.Immutable;
using OrleansFlights.Flights;

namespace OrleansFlights.Grains.Contracts;

/// <summary>Finds the windows of a calendar.</summary>
public static class WindowRuns
{
    /// <summary>Checks runs.</summary>
    /// <exception cref="ArgumentException">One has no windows, or begins before the end of the one before.</exception>
    public static void Validate(ImmutableArray<WindowRun> runs)
    {
        for (var i = 0; !runs.IsDefault && i < runs.Length; i++)
        {
            if (runs[i].Width < 1 || runs[i].Count < 1 || (long)runs[i].Start + ((long)runs[i].Width * runs[i].Count) > int.MaxValue
                || (i > 0 && runs[i].Start < runs[i - 1].End))
                throw new ArgumentException($"{runs[i]} is no run of windows behind those before it", nameof(runs));
        }
    }

    /// <summary>The window that holds a 5-minute window: its first one, and its width in minutes; a width of 0 when none does.</summary>
    public static (int Start, int Minutes) Find(ImmutableArray<WindowRun> runs, int window)
    {
        var (low, high) = (0, runs.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            var run = runs[middle];
            if (window < run.Start)
                high = middle - 1;
            else if (window >= run.End)
                low = middle + 1;
            else
                return (run.Start + ((window - run.Start) / run.Width * run.Width), run.Width * FlightWindow.Minutes);
        }

        return (window, 0);
    }

    /// <summary>How many windows there are.</summary>
    public static long Count(ImmutableArray<WindowRun> runs) => runs.Sum(r => (long)r.Count);

    /// <summary>A part of the windows: so many, behind so many.</summary>
    public static ImmutableArray<WindowRun> Slice(ImmutableArray<WindowRun> runs, long skip, long take)
    {
        var slice = ImmutableArray.CreateBuilder<WindowRun>();
        foreach (var run in runs)
        {
            var passed = (int)Math.Min(skip, run.Count);
            skip -= passed;
            var taken = (int)Math.Min(take, run.Count - passed);
            take -= taken;
            if (taken > 0)
                slice.Add(new WindowRun(run.Start + (passed * run.Width), run.Width, taken));
        }

        return slice.ToImmutable();
    }

    /// <summary>The windows: where each begins and how wide it is in 5-minute windows.</summary>
    public static IEnumerable<(int Start, int Width)> Each(ImmutableArray<WindowRun> runs)
    {
        foreach (var run in runs)
        {
            for (var i = 0; i < run.Count; i++)
                yield return (run.Start + (i * run.Width), run.Width);
        }
    }

    /// <summary>How many windows begin before a 5-minute window.</summary>
    public static long CountBefore(ImmutableArray<WindowRun> runs, int window) => runs.Sum(
        r => window <= r.Start ? 0L : Math.Min(r.Count, (window - r.Start + r.Width - 1) / r.Width));
}
