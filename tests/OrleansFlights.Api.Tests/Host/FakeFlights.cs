using System.Collections.Concurrent;
using System.Collections.Immutable;
using OrleansFlights.Flights;
using OrleansFlights.Grains.Contracts;

namespace OrleansFlights.Api.Tests;

/// <summary>What the test's grains know: set by tests, told to observers as real grains would.</summary>
public sealed class FakeFlights
{
    private readonly ConcurrentDictionary<ViewKey, ViewState> _views = [];
    private readonly ConcurrentDictionary<(string Dimension, ITopObserver Observer), int> _tops = [];
    private readonly ConcurrentDictionary<ViewKey, int> _failing = [];
    private readonly ConcurrentDictionary<ViewKey, Task> _hanging = [];

    public PipelineAnswer Pipeline { get; set; } = new()
    {
        Partitions = [new(0, 120, 100, 96, "silo-1"), new(1, 50, 50, 48, null)],
        Generation = 7,
        GenerationCreated = new DateTimeOffset(2026, 3, 29, 6, 5, 0, TimeSpan.Zero),
        Cut = [new(0, 64)],
        DeadLetters = 3,
        Drift = 0,
        Silos = [new SiloReport { Silo = "silo-1", At = DateTimeOffset.UnixEpoch, Partitions = [new(0, 100, 100, 96, 10)], ActiveViews = 12,
            Drift = 0, Events = 170 }],
        Complete = true,
    };

    /// <summary>Counts an event of a route in all its views.</summary>
    public void Add(string origin, string destination, string airline, in FlightFact fact)
    {
        Count(new ViewKey(Dimension.Route, $"{origin}-{destination}"), fact);
        Count(ViewKey.Airline(airline), fact);
        Count(new ViewKey(Dimension.Departures, origin), fact);
        Count(new ViewKey(Dimension.Arrivals, destination), fact);
        Count(ViewKey.Total, fact);
        foreach (var ((dimension, observer), count) in _tops)
            observer.OnChanged(Top(Dimensions.Parse(dimension), count));
    }

    /// <summary>Counts an event in one view.</summary>
    public void Count(ViewKey view, in FlightFact fact)
    {
        var state = State(view);
        ViewAnswer answer;
        lock (state)
        {
            state.Tally.Add(fact);
            state.Windows.GetOrAdd(fact.Window, _ => new FlightTally()).Add(fact);
            state.Watermark++;
            answer = Answer(view);
        }

        Tell(view, answer);
    }

    /// <summary>Sends an answer to a view's observers, whatever the view holds.</summary>
    public void Tell(ViewKey view, ViewAnswer answer)
    {
        foreach (var observer in State(view).Observers.Keys)
            observer.OnChanged(answer);
    }

    public int ObserversOf(ViewKey view) => State(view).Observers.Count;

    public int ObserveCallsOf(ViewKey view) => Volatile.Read(ref State(view).ObserveCalls);

    /// <summary>Forgets who observes a view, as a grain does that moves to another silo.</summary>
    public void ForgetObservers(ViewKey view) => State(view).Observers.Clear();

    /// <summary>Lets the next calls of a view's grain fail.</summary>
    public void Fail(ViewKey view, int times) => _failing[view] = times;

    /// <summary>Lets reads of a view wait until the returned source is completed.</summary>
    public TaskCompletionSource Hang(ViewKey view)
    {
        var source = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _hanging[view] = source.Task;
        return source;
    }

    internal Task WaitAsync(ViewKey view) => _hanging.GetValueOrDefault(view, Task.CompletedTask);

    public ViewAnswer Answer(ViewKey view)
    {
        var state = State(view);
        lock (state)
        {
            return new ViewAnswer
            {
                Dimension = view.Dimension,
                Key = view.Key,
                Tally = state.Tally.Clone(),
                Batch = new FlightTally(),
                Realtime = state.Tally.Clone(),
                Generation = 7,
                Cut = [new(0, 64)],
                Watermarks = state.Watermark == 0 ? [] : [new(0, state.Watermark)],
                Complete = true,
            };
        }
    }

    /// <summary>The views that have a grain.</summary>
    public ConcurrentDictionary<ViewKey, bool> Active { get; } = [];

    internal void Activated(ViewKey view) => Active[view] = true;

    /// <summary>Lets a view fall back behind what it answered, as one that moved and has not caught up.</summary>
    public void MoveBack(ViewKey view, long watermark)
    {
        var state = State(view);
        lock (state)
            state.Watermark = watermark;
    }

    internal bool Knows(ViewKey view) =>
        _failing.ContainsKey(view) || _hanging.ContainsKey(view) || (_views.TryGetValue(view, out var state) && state.Tally.Events > 0);

    internal ViewReading Reading(ViewKey view, ViewQuery query)
    {
        var state = State(view);
        lock (state)
        {
            return new ViewReading(Answer(view), [.. query.Windows.Select(w =>
            {
                var windows = Windows(view, w);
                return windows.Windows.Length > query.MostWindows ? windows with { Windows = [], Found = windows.Windows.Length } : windows;
            })]);
        }
    }

    public WindowsAnswer Windows(ViewKey view, WindowQuery query)
    {
        var sums = new SortedDictionary<int, FlightTally>();
        foreach (var (window, tally) in State(view)
            .Windows.Where(w => w.Key >= (query.From ?? int.MinValue) && w.Key < (query.To ?? int.MaxValue)))
        {
            var start = FlightWindow.Align(window, query.Minutes);
            sums[start] = sums.TryGetValue(start, out var sum) ? sum + tally : tally.Clone();
        }

        return new WindowsAnswer
        {
            Windows = [.. sums.TakeLast(query.Last ?? int.MaxValue)
            .Select(s => new WindowAnswer(s.Key, query.Minutes, s.Value))],
            Watermarks = Answer(view).Watermarks
        };
    }

    public ImmutableArray<RankingEntry> Top(Dimension dimension, int count) =>
        List(dimension, new RankingQuery { First = count, Order = RankingOrder.EventsDescending }).Entries;

    public RankingPage List(Dimension dimension, RankingQuery query)
    {
        var all = _views.Where(v => v.Key.Dimension == dimension && v.Value.Tally.Events > 0)
            .Select(v => new RankingEntry(v.Key.Key, v.Value.Tally.Events))
            .Where(e => (query.Prefix is null || e.Key.StartsWith(query.Prefix, StringComparison.Ordinal))
                && (query.Suffix is null || e.Key.EndsWith(query.Suffix, StringComparison.Ordinal))
                && (query.Contains is null || e.Key.Contains(query.Contains, StringComparison.OrdinalIgnoreCase))
                && e.Events >= query.MinEvents);
        var sorted = (query.Order == RankingOrder.Key
            ? all.OrderBy(e => e.Key, StringComparer.Ordinal)
            : all.OrderByDescending(e => e.Events).ThenBy(e => e.Key, StringComparer.Ordinal)).ToList();
        var rest = query.After is { } after ? sorted.SkipWhile(e => e != after).Skip(1).ToList() : sorted;
        return new RankingPage([.. rest.Take(query.First)], rest.Count > query.First, sorted.Count);
    }

    internal void Observe(ViewKey view, IViewObserver observer)
    {
        Interlocked.Increment(ref State(view).ObserveCalls);
        ThrowIfFailing(view);
        State(view).Observers[observer] = true;
        observer.OnChanged(Answer(view));
    }

    internal void Leave(ViewKey view, IViewObserver observer) => State(view).Observers.TryRemove(observer, out _);

    internal void ObserveTop(string dimension, int count, ITopObserver observer)
    {
        _tops[(dimension, observer)] = count;
        observer.OnChanged(Top(Dimensions.Parse(dimension), count));
    }

    internal void LeaveTop(string dimension, ITopObserver observer) => _tops.TryRemove((dimension, observer), out _);

    internal void ThrowIfFailing(ViewKey view)
    {
        if (_failing.TryGetValue(view, out var times) && times > 0)
        {
            _failing[view] = times - 1;
            throw new OrleansFlights.Views.ViewsException("switched off by the test");
        }
    }

    private ViewState State(ViewKey view) => _views.GetOrAdd(view, _ => new ViewState());

    private sealed class ViewState
    {
        public int ObserveCalls;

        public FlightTally Tally { get; } = new();

        public ConcurrentDictionary<int, FlightTally> Windows { get; } = [];

        public ConcurrentDictionary<IViewObserver, bool> Observers { get; } = [];

        public long Watermark { get; set; }
    }
}
