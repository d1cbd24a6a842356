using OrleansFlights.Gateway.Calendar;

namespace OrleansFlights.Gateway.Resolvers;

/// <summary>
/// A schema object whose fields are read from one view. A GraphQL server that can tell when it has begun all fields of an object lets the
/// view <see cref="ViewLoader.Hold"/> until then, and <see cref="ViewLoader.Settle"/>: so that one question asks for everything.
/// </summary>
public abstract class ViewObject(ViewLoader view)
{
    /// <summary>The view within this request.</summary>
    public ViewLoader View { get; } = view;

    /// <summary>Whether any event was counted.</summary>
    public ValueTask<bool> GetSeen(CancellationToken cancellationToken) => View.SeenAsync(cancellationToken);

    /// <summary>Counts.</summary>
    public ValueTask<TallyNode> GetTally(CancellationToken cancellationToken) => View.TallyAsync(cancellationToken);

    /// <summary>Counts by window.</summary>
    public ValueTask<IReadOnlyList<WindowNode>> GetWindows(
        int? minutes, DateTimeOffset? from, DateTimeOffset? to, int? last, CancellationToken cancellationToken) =>
        View.WindowsAsync(minutes, from, to, last, cancellationToken);

    /// <summary>Counts by windows of a calendar.</summary>
    public ValueTask<SeriesNode> GetSeries(
        DateTimeOffset from, DateTimeOffset to, int? minutes, CalendarUnit? unit, string? timeZone, bool? fill, DateTimeOffset? compareFrom,
            int? first, string? after, CancellationToken cancellationToken) =>
        View.SeriesAsync(
            new(from, to)
            {
                Minutes = minutes,
                Unit = unit,
                TimeZone = timeZone,
                Fill = fill,
                CompareFrom = compareFrom,
                First = first,
                After = after,
            },
            cancellationToken);

    /// <summary>What the counts are made of.</summary>
    public ValueTask<ProvenanceNode> GetProvenance(CancellationToken cancellationToken) => View.ProvenanceAsync(cancellationToken);

    /// <summary>Stands for the watermarks.</summary>
    public ValueTask<string> GetCursor(CancellationToken cancellationToken) => View.CursorAsync(cancellationToken);
}
