using OrleansFlights.Flights;
using OrleansFlights.Views;

namespace OrleansFlights.Batch.Audit;

/// <summary>Compares the windows of a view with recounted ones.</summary>
internal static class WindowAudit
{
    /// <summary>The fields that differ, window by window; a window that only one side knows is compared with no events.</summary>
    public static IEnumerable<Difference> Compare(IReadOnlyDictionary<int, FlightTally> recounted, IReadOnlyList<WindowTally> published)
    {
        var found = published.ToDictionary(w => w.Window, w => w.Tally);
        return recounted.Keys.Union(found.Keys).Order().SelectMany(window => AuditedView.Compare(
            $"views, window {FlightWindow.StartOf(window):yyyy-MM-dd'T'HH:mm'Z'}",
            recounted.GetValueOrDefault(window) ?? new FlightTally(),
            TallyFields.Of(found.GetValueOrDefault(window) ?? new FlightTally())));
    }
}
