using System.Runtime.InteropServices;

namespace OrleansFlights.Testing;

/// <summary>A view's events of one partition in offset order, counted below any offset without going through all of them.</summary>
public sealed class OffsetCounts
{
    private const int Block = 256;

    private readonly List<LoggedEvent> _events = [];
    private readonly List<RunningCounts> _beforeBlock = [];
    private readonly RunningCounts _all = new();

    public void Add(in LoggedEvent item)
    {
        if (_events.Count % Block == 0)
        {
            var before = new RunningCounts();
            before.Add(_all);
            _beforeBlock.Add(before);
        }

        _events.Add(item);
        _all.Add(item);
    }

    /// <summary>Adds what lies below an offset to a sum.</summary>
    public void AddBelow(long offset, RunningCounts sum)
    {
        var end = FirstAtOrAbove(offset);
        if (end == _events.Count)
        {
            sum.Add(_all);
            return;
        }

        var block = end / Block;
        sum.Add(_beforeBlock[block]);
        foreach (ref readonly var item in CollectionsMarshal.AsSpan(_events)[(block * Block)..end])
            sum.Add(item);
    }

    private int FirstAtOrAbove(long offset)
    {
        var (low, high) = (0, _events.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_events[middle].Offset < offset)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }
}
