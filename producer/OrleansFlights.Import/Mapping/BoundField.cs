using OrleansFlights.Import.Tables;

namespace OrleansFlights.Import.Mapping;

/// <summary>Where a field comes from in one table.</summary>
/// <param name="Field">The field.</param>
/// <param name="Source">The column or expression, as it was said.</param>
/// <param name="Sql">SQL for its cells.</param>
/// <param name="Kind">What the cells are.</param>
/// <param name="Unreadable">SQL that names the column in which an expression met a value of another type than the column's; null where that
/// cannot be.</param>
internal sealed record BoundField(FlightColumn Field, string Source, string Sql, CellKind Kind, string? Unreadable)
{
    /// <summary>What stands for no value in the cells; null where the SQL has seen to that.</summary>
    public NullMarks? Nulls { get; init; }

    /// <summary>The cell in the row that a query of <see cref="Sql"/> is at.</summary>
    public Cell Of(TableRows rows, int at) => Nulls is null ? rows[at, Kind] : Nulls.Clean(rows[at, Kind]);
}
