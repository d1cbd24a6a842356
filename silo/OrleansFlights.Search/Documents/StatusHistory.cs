using System.Collections.Immutable;
using OrleansFlights.Flights;

namespace OrleansFlights.Search;

/// <summary>When a status was reported: event times, microseconds since the Unix epoch.</summary>
/// <param name="Status">The status.</param>
/// <param name="FirstMicroseconds">Of the earliest event that reports it.</param>
/// <param name="LastMicroseconds">Of the latest; the same when only one does.</param>
public readonly record struct StatusReport(FlightStatus Status, long FirstMicroseconds, long LastMicroseconds);

/// <summary>
/// Which statuses a flight's events reported, and when: at most one entry per status, so it never grows. Minimum and maximum do not ask for
/// order or repetition, so neither does the union.
/// </summary>
public sealed class StatusHistory : IEquatable<StatusHistory>
{
    private readonly ImmutableArray<StatusReport> _byStatus;

    private StatusHistory(ImmutableArray<StatusReport> byStatus) => _byStatus = byStatus;

    /// <summary>The reports in the order in which they were first made, ties in the order of the life cycle.</summary>
    public IEnumerable<StatusReport> Reports => _byStatus.OrderBy(r => r.FirstMicroseconds);

    /// <summary>The history of some reports.</summary>
    public static StatusHistory Of(params ReadOnlySpan<StatusReport> reports)
    {
        var slots = new StatusReport?[FlightStatuses.Count];
        foreach (var report in reports)
            Add(slots, report);
        return Of(slots);
    }

    /// <summary>All that two histories know.</summary>
    public StatusHistory Union(StatusHistory other)
    {
        var slots = new StatusReport?[FlightStatuses.Count];
        foreach (var report in _byStatus)
            Add(slots, report);
        foreach (var report in other._byStatus)
            Add(slots, report);
        var union = Of(slots);
        return union.Equals(this) ? this : union;
    }

    /// <inheritdoc/>
    public bool Equals(StatusHistory? other) => other is not null && _byStatus.AsSpan().SequenceEqual(other._byStatus.AsSpan());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as StatusHistory);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var report in _byStatus)
            hash.Add(report);
        return hash.ToHashCode();
    }

    /// <summary>Such as <c>scheduled, departed</c>.</summary>
    public override string ToString() => string.Join(", ", Reports.Select(r => r.Status.Name()));

    private static void Add(StatusReport?[] slots, StatusReport report)
    {
        ref var slot = ref slots[(int)report.Status];
        slot = slot is { } known
            ? new StatusReport(
                report.Status,
                Math.Min(known.FirstMicroseconds, report.FirstMicroseconds),
                Math.Max(known.LastMicroseconds, report.LastMicroseconds))
            : report;
    }

    private static StatusHistory Of(StatusReport?[] slots) => new([.. slots.Where(s => s is not null).Select(s => s!.Value)]);
}
