using System.Diagnostics.Metrics;
using OrleansFlights.Grains.Protocol;

namespace OrleansFlights.Grains;

/// <summary>The grains' metrics, meter <c>OrleansFlights.Grains</c>, and the counts that silo reports carry.</summary>
public sealed class GrainMetrics
{
    private static readonly Meter Meter = new("OrleansFlights.Grains");
    private static readonly Counter<long> EventsCounter = Meter.CreateCounter<long>(
        "flights_events_applied", "{event}", "Events handed to views.");
    private static readonly Counter<long> GapsCounter = Meter.CreateCounter<long>(
        "flights_gaps", "{batch}", "Batches that did not connect to what their view had.");
    private static readonly Counter<long> DriftCounter = Meter.CreateCounter<long>(
        "flights_audit_drift", "{audit}", "Audits that found batch and speed layer apart.");
    private static readonly Counter<long> AuditsCounter = Meter.CreateCounter<long>(
        "flights_audits", "{audit}", "Audits at the adoption of a generation, by result.");

    private long _events;
    private long _drift;
    private int _activeViews;

    /// <summary>Publishes the gauges.</summary>
    public GrainMetrics() =>
        Meter.CreateObservableGauge("flights_active_views", () => ActiveViews, "{view}", "Views in the silo's memory.");

    /// <summary>Events handed to the silo's views.</summary>
    public long Events => Volatile.Read(ref _events);

    /// <summary>Audits that found the layers apart.</summary>
    public long Drift => Volatile.Read(ref _drift);

    /// <summary>Views in the silo's memory.</summary>
    public int ActiveViews => Volatile.Read(ref _activeViews);

    /// <summary>Shows every counter at zero, so that what has not happened yet can be told from what is not measured.</summary>
    internal static void Announce()
    {
        EventsCounter.Add(0);
        GapsCounter.Add(0);
        DriftCounter.Add(0);
    }

    internal void Applied(int events)
    {
        Interlocked.Add(ref _events, events);
        EventsCounter.Add(events);
    }

    internal void Gap() => GapsCounter.Add(1);

    internal void Audited(AuditResult audit)
    {
        AuditsCounter.Add(1, new KeyValuePair<string, object?>("result", audit.ToString()));
        if (audit == AuditResult.Drift)
        {
            Interlocked.Increment(ref _drift);
            DriftCounter.Add(1);
        }
    }

    internal void Activated() => Interlocked.Increment(ref _activeViews);

    internal void Deactivated() => Interlocked.Decrement(ref _activeViews);
}
