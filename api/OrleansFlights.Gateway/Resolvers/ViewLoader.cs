using System.Collections.Immutable;
using OrleansFlights.Flights;
using OrleansFlights.Gateway.Grains;
using OrleansFlights.Gateway.Limits;
using OrleansFlights.Grains.Contracts;

namespace OrleansFlights.Gateway.Resolvers;

/// <summary>
/// One view within one request. Its fields say what they need; when all have, the view is asked once, so that all fields of an object speak
/// of the same moment. A field that comes while the question is on its way has it asked again, with all that is needed.
/// </summary>
/// <param name="views">Reads the grain.</param>
/// <param name="key">The view.</param>
/// <param name="known">Its answer when it is there already; taken as it is unless windows are needed too.</param>
/// <param name="atLeast">What the answer must count.</param>
public sealed class ViewLoader(IFlightViews views, ViewKey key, ViewAnswer? known = null, ImmutableArray<PartitionOffset> atLeast = default)
{
    private readonly Lock _gate = new();

    // Who settles goes on to ask: another thread for that would only make every answer wait for it.
    private readonly TaskCompletionSource _settled = new();
    private readonly List<WindowQuery> _windows = [];
    private bool _held;
    private bool _answered;
    private Task<ViewReading>? _reading;

    /// <summary>The view's key.</summary>
    public ViewKey Key => key;

    /// <summary>Lets the fields that come now wait for <see cref="Settle"/>.</summary>
    public void Hold() => _held = true;

    /// <summary>All fields have come: asks the view.</summary>
    public void Settle() => _settled.TrySetResult();

    /// <summary>The counts.</summary>
    public async ValueTask<TallyNode> TallyAsync(CancellationToken cancellationToken) =>
        new((await Join(null, cancellationToken).Reading).Answer.Tally);

    /// <summary>What the counts are made of.</summary>
    public async ValueTask<ProvenanceNode> ProvenanceAsync(CancellationToken cancellationToken) =>
        new(await AnswerAsync(cancellationToken));

    /// <summary>Stands for the watermarks.</summary>
    public async ValueTask<string> CursorAsync(CancellationToken cancellationToken) =>
        ViewCursor.Encode(key, (await AnswerAsync(cancellationToken)).Watermarks);

    /// <summary>The counts by window.</summary>
    public async ValueTask<IReadOnlyList<WindowNode>> WindowsAsync(
        int? minutes, DateTimeOffset? from, DateTimeOffset? to, int? last, CancellationToken cancellationToken)
    {
        var query = ArgumentRules.Windows(minutes, from, to, last);
        var (reading, index) = Join(query, cancellationToken);
        var answer = (await reading).Windows[index];
        ThrowIfTooMany(answer);
        var nodes = new WindowNode[answer.Windows.Length];
        for (var i = 0; i < nodes.Length; i++)
            nodes[i] = new WindowNode(answer.Windows[i]);
        return nodes;
    }

    /// <summary>Whether any event was counted.</summary>
    public async ValueTask<bool> SeenAsync(CancellationToken cancellationToken) =>
        !(await AnswerAsync(cancellationToken)).Tally.IsEmpty;

    /// <summary>The counts by windows of a calendar, and those of an earlier period, of one moment.</summary>
    public async ValueTask<SeriesNode> SeriesAsync(SeriesArguments arguments, CancellationToken cancellationToken)
    {
        var page = SeriesRules.Page(arguments);
        var (reading, index) = Join(Query(page.Wanted, page.Fill ? null : page.First + 1), cancellationToken);
        if (page.Earlier.IsEmpty)
            return SeriesNode.Of(page, (await reading).Windows[index], null);
        var (both, earlier) = Join(Query(page.WantedEarlier, null), cancellationToken);
        var answers = (await both).Windows;
        return SeriesNode.Of(page, answers[index], answers[earlier]);
    }

    /// <summary>Refuses windows of which only the number was told.</summary>
    /// <exception cref="TooMuchException">They were more than was asked for.</exception>
    internal static void ThrowIfTooMany(WindowsAnswer answer)
    {
        if (answer.Found > answer.Windows.Length)
            throw new TooMuchException(
                $"These are {answer.Found} windows, more than this query may still have; ask for fewer by 'last', 'first', 'from' and "
                + "'to', or for wider ones.");
    }

    private static WindowQuery Query(ImmutableArray<WindowRun> runs, int? first) => runs.IsEmpty
        ? new WindowQuery(FlightWindow.Minutes, 0, 0, null)
        : new WindowQuery(FlightWindow.Minutes, runs[0].Start, runs[^1].End, null) { First = first, Runs = runs };

    /// <summary>The answer.</summary>
    public async ValueTask<ViewAnswer> AnswerAsync(CancellationToken cancellationToken) =>
        (await Join(null, cancellationToken).Reading).Answer;

    private (Task<ViewReading> Reading, int Index) Join(WindowQuery? windows, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (windows is not null)
            {
                _windows.Add(windows);
                if (_answered)
                    _reading = null;
            }

            return (_reading ??= ReadAsync(cancellationToken), _windows.Count - 1);
        }
    }

    private async Task<ViewReading> ReadAsync(CancellationToken cancellationToken)
    {
        if (_held)
            await _settled.Task;
        else
            await Task.Yield();
        while (true)
        {
            ImmutableArray<WindowQuery> asked;
            lock (_gate)
                asked = [.. _windows];
            var reading = !asked.IsEmpty ? await ReadAsync(asked, cancellationToken)
                : known is not null ? new ViewReading(known, [])
                : await views.ReadAsync(key, ViewQuery.NoWindows, AtLeast, cancellationToken);
            lock (_gate)
            {
                if (asked.Length < _windows.Count)
                    continue;
                _answered = true;
                return reading;
            }
        }
    }

    private async ValueTask<ViewReading> ReadAsync(ImmutableArray<WindowQuery> windows, CancellationToken cancellationToken)
    {
        var budget = WindowBudget.Current;
        var reading = await views.ReadAsync(
            key, new ViewQuery(windows, budget?.Left ?? ArgumentRules.MaxWindows), AtLeast, cancellationToken);
        budget?.Spend(reading.Windows.Sum(w => w.Windows.Length));
        return reading;
    }

    /// <summary>What is known already is never followed by less.</summary>
    private ImmutableArray<PartitionOffset> AtLeast => (known, atLeast.IsDefaultOrEmpty) switch
    {
        (null, true) => [],
        (null, false) => atLeast,
        (_, true) => known.Watermarks,
        _ => Positions.Higher(known.Watermarks, atLeast),
    };
}
