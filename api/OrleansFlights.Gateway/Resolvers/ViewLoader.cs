using OrleansFlights.Flights;
using OrleansFlights.Gateway.Grains;
using OrleansFlights.Grains.Contracts;

namespace OrleansFlights.Gateway.Resolvers;

/// <summary>
/// One view within one request: read when a field first needs it, and only once, so that all fields of an object speak of the same moment.
/// </summary>
/// <param name="views">Reads the grain.</param>
/// <param name="key">The view.</param>
/// <param name="known">Its answer when it is there already.</param>
public sealed class ViewLoader(IFlightViews views, ViewKey key, ViewAnswer? known = null)
{
    private readonly Lock _gate = new();
    private Task<ViewAnswer>? _reading;

    /// <summary>The view's key.</summary>
    public ViewKey Key => key;

    /// <summary>The counts.</summary>
    public async ValueTask<TallyNode> TallyAsync(CancellationToken cancellationToken) => new((await AnswerAsync(cancellationToken)).Tally);

    /// <summary>What the counts are made of.</summary>
    public async ValueTask<ProvenanceNode> ProvenanceAsync(CancellationToken cancellationToken) => new(await AnswerAsync(cancellationToken));

    /// <summary>The counts by window.</summary>
    public async ValueTask<IReadOnlyList<WindowNode>> WindowsAsync(
        int? minutes, DateTimeOffset? from, DateTimeOffset? to, int? last, CancellationToken cancellationToken)
    {
        var query = ArgumentRules.Windows(minutes, from, to, last);
        var answer = await views.ReadWindowsAsync(key, query, cancellationToken);
        var nodes = new WindowNode[answer.Windows.Length];
        for (var i = 0; i < nodes.Length; i++)
            nodes[i] = new WindowNode(answer.Windows[i]);
        return nodes;
    }

    /// <summary>The answer.</summary>
    public ValueTask<ViewAnswer> AnswerAsync(CancellationToken cancellationToken)
    {
        if (known is not null)
            return new ValueTask<ViewAnswer>(known);
        lock (_gate)
        {
            _reading ??= views.ReadAsync(key, cancellationToken).AsTask();
            return new ValueTask<ViewAnswer>(_reading);
        }
    }
}
