using OrleansFlights.Flights;
using OrleansFlights.Grains.Contracts;
using OrleansFlights.Grains.Protocol;
using OrleansFlights.Streams.Protocol;
using OrleansFlights.Views;

namespace OrleansFlights.Protocol.Tests.Simulation;

/// <summary>What a silo knows of the generations and the checkpoints since it last looked.</summary>
internal sealed record SiloStatus(PublishedGenerations Generations, IReadOnlyDictionary<int, long> Checkpoints);

/// <summary>A history found a difference.</summary>
internal sealed class SimulationFailure(string message) : Exception(message);

/// <summary>
/// The log, the batch layer, the stores, two silos with their readers and views, and what is on its way between them. The decisions are the
/// product's own code; only what moves data between them is simulated, so that it can be late, repeated, lost and cut short at will.
/// </summary>
internal sealed class World
{
    public const int Silos = 2;
    public const string Namespace = "view";
    private const int MostViews = 5;

    public static readonly string[] Keys = [.. Enumerable.Range(0, MostViews).Select(v => $"v{v}")];
    public static readonly StreamId[] Streams = [.. Keys.Select(k => StreamId.Create(Namespace, k))];
    private static readonly Dictionary<StreamId, int> ViewByStream = Enumerable.Range(0, MostViews).ToDictionary(v => Streams[v]);

    private readonly ViewDriver?[] _first;
    private readonly ViewDriver?[] _second;
    private readonly HashSet<(int View, int Partition)> _lost = [];
    private readonly List<string>? _trace;
    private (StoredSnapshot?[] Snapshots, long?[] Recorded)? _copy;
    private int _activations;
    private int _lives;

    public World(History history, Rules rules, List<string>? trace = null)
    {
        Rules = rules;
        _trace = trace;
        Views = history.Views;
        Segments = new SegmentSize(history.SegmentBits);
        Log = [.. Enumerable.Range(0, history.Partitions).Select(_ => new SimPartition())];
        Snapshots = new StoredSnapshot?[Views];
        Recorded = new long?[Log.Length];
        Batch = new SimBatch(this);
        _first = new ViewDriver?[Views];
        _second = new ViewDriver?[Views];
    }

    public Rules Rules { get; }

    public int Views { get; }

    public SegmentSize Segments { get; }

    public SimPartition[] Log { get; }

    public SimBatch Batch { get; }

    public StoredSnapshot?[] Snapshots { get; private set; }

    public long?[] Recorded { get; private set; }

    /// <summary>The life of the store that snapshots and checkpoints are in.</summary>
    public string Life { get; private set; } = "life 0";

    public SiloStatus?[] Looks { get; } = new SiloStatus?[Silos];

    public List<ReaderDriver> Readers { get; } = [];

    public List<Message> Network { get; } = [];

    /// <summary>Whether some view lost its snapshot and the checkpoints still say that it is durable.</summary>
    public bool AnyLost => _lost.Count > 0;

    public static int ViewOf(StreamId stream) => ViewByStream[stream];

    public bool IsLost(int view) => Enumerable.Range(0, Log.Length).Any(p => _lost.Contains((view, p)));

    /// <summary>Says that a view lost its snapshot: what the checkpoints promise of it does not hold until the readers know.</summary>
    public void Lose(int view)
    {
        for (var p = 0; p < Log.Length; p++)
            _lost.Add((view, p));
        ForgetWhatHolds();
    }

    /// <summary>Says that a reader knows what a view lacks: from now on its checkpoint must not promise it.</summary>
    public void Tell(int view, int partition)
    {
        _lost.Remove((view, partition));
        HoldToPromise(partition);
    }

    public void Note(string line) => _trace?.Add(line);

    public bool IsTraced => _trace is not null;

    public void Fail(string? message)
    {
        if (message is not null)
            throw new SimulationFailure(message);
    }

    /// <summary>The activation of a view that calls go to, made when there is none.</summary>
    public ViewDriver Activation(int view, bool second = false)
    {
        if (second && _second[view] is { IsDead: false } other)
            return other;
        if (_first[view] is { IsDead: false } active)
            return active;
        return _first[view] = new ViewDriver(this, view, _activations++ % Silos);
    }

    /// <summary>The activation of a view that answers a question.</summary>
    public ViewDriver Asked(int view, bool second = false) =>
        Activation(view, second) is var asked && asked.LooksInVain() ? Activation(view) : asked;

    public IEnumerable<ViewDriver> Activations => _first.Concat(_second).Where(a => a is { IsDead: false })!;

    /// <summary>A second activation of a view, while the first lives on where nobody knows that it was replaced.</summary>
    public void Duplicate(int view)
    {
        _second[view] = _first[view];
        _first[view] = null;
        Activation(view);
    }

    public SiloStatus RefreshLook(int silo)
    {
        var settled = new Dictionary<int, long>();
        for (var p = 0; p < Recorded.Length && !AnyLost; p++)
        {
            if (Recorded[p] is { } position)
                settled.Add(p, position);
        }

        return Looks[silo] = new SiloStatus(Batch.Look, settled);
    }

    public ReaderDriver StartReader(int partition, int silo)
    {
        var look = RefreshLook(silo);
        var reader = new ReaderDriver(this, silo, Rules.Start(Recorded[partition], look.Generations, partition, Life));
        Readers.Add(reader);
        return reader;
    }

    /// <summary>Writes a checkpoint if the store is in the life, and holds the position, that the writer thinks.</summary>
    public bool Write(int partition, CheckpointIntent intent)
    {
        if (intent.Life != Life || intent.Expected != Recorded[partition])
            return false;
        Recorded[partition] = intent.Position;
        return true;
    }

    /// <summary>Keeps a copy of the store.</summary>
    public void KeepCopy() => _copy = ([.. Snapshots], [.. Recorded]);

    /// <summary>Puts the store back to the copy, in another life; false when there is none.</summary>
    public bool RestoreCopy()
    {
        if (_copy is not { } copy)
            return false;
        (Snapshots, Recorded) = ([.. copy.Snapshots], [.. copy.Recorded]);
        Life = $"life {++_lives}";
        return true;
    }

    /// <summary>Asks an activation and compares what it says with a recount up to where it says that it counts.</summary>
    public void Check(ViewDriver activation, int question)
    {
        if (activation.IsDead || activation.State.Adopted is not { } adopted)
            return;
        var key = new ViewKey(Dimension.Route, Keys[activation.View]);
        var answer = ViewAnswers.Of(key, activation.State, new Completeness([], isLogTrusted: true));
        long Watermark(int partition)
        {
            foreach (var (p, offset) in answer.Watermarks)
            {
                if (p == partition)
                    return offset;
            }

            return 0;
        }

        var expected = Recount.Total(Log, activation.View, Watermark);
        if (!answer.Tally.Equals(expected))
            Fail($"view {activation.View} under generation {adopted.Id} at "
                + $"{string.Join(' ', answer.Watermarks.Select(w => $"{w.Partition}:{w.Offset}"))} says\n    {answer.Tally}\n  but a "
                + $"recount says\n    {expected}");
        if (Batch.IsRetained(adopted))
            CheckWindows(activation, adopted, question, Watermark);
    }

    private void CheckWindows(ViewDriver activation, Generation adopted, int question, Func<int, long> watermark)
    {
        var query = new WindowQuery(
            FlightWindow.Minutes * (1 + (question % 3)), (question & 4) != 0 ? question % 4 : null, (question & 8) != 0 ? 2
                + (question % 3) : null, (question & 16) != 0 ? question % 3 : null);
        var from = query.From ?? int.MinValue;
        var to = query.To ?? int.MaxValue;
        var rows = Batch.Windows(adopted.Id, activation.View).Where(w => w.Key >= from && w.Key < to)
            .Select(w => new WindowTally(w.Key, w.Value)).ToList();
        var answer = WindowMerge.Merge(activation.State, rows, query);
        IEnumerable<KeyValuePair<int, FlightTally>> expected = Recount.Windows(Log, activation.View, watermark, query.Minutes, from, to);
        if (query.Last is { } last)
            expected = expected.TakeLast(last);
        if (!answer.Windows.Select(w => KeyValuePair.Create(w.Start, w.Tally)).SequenceEqual(expected))
            Fail($"view {activation.View} under generation {adopted.Id} says for {query}\n    "
                + $"{string.Join("\n    ", answer.Windows.Select(w => $"{w.Start}: {w.Tally}"))}\n  but a recount says\n    "
                + $"{string.Join("\n    ", expected.Select(w => $"{w.Key}: {w.Value}"))}");
    }

    private void ForgetWhatHolds() => _lost.RemoveWhere(lost => IsKept(lost.View, lost.Partition));

    /// <summary>What lies below a checkpoint is in a snapshot or in every generation that may be published.</summary>
    public void HoldToPromise(int partition)
    {
        ForgetWhatHolds();
        for (var view = 0; view < Views; view++)
        {
            if (!_lost.Contains((view, partition)) && !IsKept(view, partition))
                Fail($"{Recorded[partition]} is recorded for partition {partition}, but view {view} is not durable up to there");
        }
    }

    private bool IsKept(int view, int partition)
    {
        if (Recorded[partition] is not { } recorded)
            return true;
        var from = Math.Max(Snapshots[view]?.Seen[partition] ?? 0, Batch.Look.OldestCut[partition]);
        foreach (var item in Log[partition].Events)
        {
            if (item.Offset >= from && item.Offset < recorded && item.Counts(view))
                return false;
        }

        return true;
    }
}
