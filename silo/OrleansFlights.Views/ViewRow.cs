using OrleansFlights.Flights;

namespace OrleansFlights.Views;

/// <summary>Names one row of a generation.</summary>
/// <param name="View">The view.</param>
/// <param name="Window">A 5-minute window, see <see cref="FlightWindow"/>; null for the tally over all windows.</param>
public readonly record struct ViewRowKey(ViewKey View, int? Window);

/// <summary>One row of a generation: the whole tally of a view, or of one of its windows.</summary>
/// <param name="Key">What it is about.</param>
/// <param name="Tally">Its counts, at least one event.</param>
public readonly record struct ViewRow(ViewRowKey Key, FlightTally Tally);
