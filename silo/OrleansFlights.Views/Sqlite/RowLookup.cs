using OrleansFlights.Flights;

namespace OrleansFlights.Views.Sqlite;

/// <summary>Finds one row: the newest at or below a generation and at or above its floor.</summary>
internal static class RowLookup
{
    private const string Tally =
        $"""
         SELECT {TallyColumns.Names} FROM view v JOIN tally t ON t.view = v.id AND t.generation BETWEEN ?1 AND ?2
         WHERE v.dimension = ?3 AND v.key = ?4 ORDER BY t.generation DESC LIMIT 1
         """;

    private const string Window =
        $"""
         SELECT {TallyColumns.Names} FROM view v JOIN window_tally t ON t.view = v.id AND t.window = ?5 AND t.generation BETWEEN ?1 AND ?2
         WHERE v.dimension = ?3 AND v.key = ?4 ORDER BY t.generation DESC LIMIT 1
         """;

    /// <summary>The row's tally; empty when there is none.</summary>
    public static FlightTally Read(SqliteSession session, ViewRowKey key, long floor, long generation)
    {
        var dimension = key.View.Dimension.Name();
        var command = key.Window is { } window
            ? session.Bind(Window, floor, generation, dimension, key.View.Key, window)
            : session.Bind(Tally, floor, generation, dimension, key.View.Key);
        using var rows = command.ExecuteReader();
        return rows.Read() ? TallyColumns.Read(rows, 0) : new FlightTally();
    }
}
