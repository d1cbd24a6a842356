using OrleansFlights.Flights;

namespace OrleansFlights.Protocol.Tests.Simulation;

/// <summary>An event on the log: it counts in view 0, which sees everything, and in one other.</summary>
internal readonly record struct SimEvent(long Offset, int Other, FlightFact Fact)
{
    public bool Counts(int view) => view == 0 || view == Other;
}

/// <summary>A partition as it really is: what was truncated stays here for the recount, but no reader gets it.</summary>
internal sealed class SimPartition
{
    public List<SimEvent> Events { get; } = [];

    public long Begin { get; set; }

    public long End { get; set; }

    public long Archived { get; set; }

    /// <summary>Appends an event whose content follows from a number, behind a gap of offsets.</summary>
    public void Append(int views, int content, int gap)
    {
        var offset = End + gap;
        var status = (FlightStatus)(content % FlightStatuses.Count);
        int? delay = status == FlightStatus.Departed && content % 5 != 0 ? (content % 97 * 60) - 1_200 : null;
        Events.Add(new SimEvent(offset, 1 + (content / 7 % (views - 1)), new FlightFact(offset, content / 3 % 5, status, delay)));
        End = offset + 1;
    }

    public IEnumerable<SimEvent> Range(long from, long to)
    {
        foreach (var item in Events)
        {
            if (item.Offset >= from && item.Offset < to)
                yield return item;
        }
    }
}

/// <summary>Counts a view from the log itself, with nothing but the tally's addition of single events.</summary>
internal static class Recount
{
    public static FlightTally Total(SimPartition[] partitions, int view, Func<int, long> watermark)
    {
        var tally = new FlightTally();
        for (var p = 0; p < partitions.Length; p++)
        {
            var to = watermark(p);
            foreach (var item in partitions[p].Events)
            {
                if (item.Offset < to && item.Counts(view))
                    tally.Add(item.Fact);
            }
        }

        return tally;
    }

    public static SortedDictionary<int, FlightTally> Windows(
        SimPartition[] partitions, int view, Func<int, long> watermark, int minutes = FlightWindow.Minutes, int from = int.MinValue,
            int to = int.MaxValue)
    {
        var windows = new SortedDictionary<int, FlightTally>();
        for (var p = 0; p < partitions.Length; p++)
        {
            var end = watermark(p);
            foreach (var item in partitions[p].Events)
            {
                if (item.Offset >= end || !item.Counts(view) || item.Fact.Window < from || item.Fact.Window >= to)
                    continue;
                var start = FlightWindow.Align(item.Fact.Window, minutes);
                if (!windows.TryGetValue(start, out var tally))
                    windows.Add(start, tally = new FlightTally());
                tally.Add(item.Fact);
            }
        }

        return windows;
    }
}
