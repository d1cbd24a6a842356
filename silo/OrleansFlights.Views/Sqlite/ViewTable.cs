using OrleansFlights.Flights;

namespace OrleansFlights.Views.Sqlite;

/// <summary>Gives views the numbers under which their rows lie. A number never changes.</summary>
internal static class ViewTable
{
    /// <summary>The number of a view, given to it now if it has none. To be used inside a write transaction.</summary>
    public static long IdOf(SqliteSession session, ViewKey view)
    {
        var dimension = view.Dimension.Name();
        return session.Number("SELECT id FROM view WHERE dimension = ?1 AND key = ?2", dimension, view.Key)
            ?? session.Number("INSERT INTO view (dimension, key) VALUES (?1, ?2) RETURNING id", dimension, view.Key)!.Value;
    }
}
