using OrleansFlights.Import.Tables;

namespace OrleansFlights.Import.Mapping;

/// <summary>Where a field comes from in one table.</summary>
/// <param name="Field">The field.</param>
/// <param name="Source">The column or expression, as it was said.</param>
/// <param name="Sql">SQL for its cells.</param>
/// <param name="Kind">What the cells are.</param>
/// <param name="Unreadable">SQL that names the column in which an expression met a value of another type than the column's; null where that
/// cannot be.</param>
internal sealed record BoundField(FlightColumn Field, string Source, string Sql, CellKind Kind, string? Unreadable);
