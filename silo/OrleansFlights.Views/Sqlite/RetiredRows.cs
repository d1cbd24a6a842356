namespace OrleansFlights.Views.Sqlite;

/// <summary>Drops generations with the rows that nobody who stays can see. To be used inside a write transaction.</summary>
internal static class RetiredRows
{
    private const string SupersededTallies =
        """
        DELETE FROM tally WHERE (view, generation) IN (
            SELECT o.view, o.generation FROM tally n JOIN tally o ON o.view = n.view AND o.generation < n.generation
            WHERE n.generation > ?1 AND n.generation <= ?2)
        """;

    private const string SupersededWindows =
        """
        DELETE FROM window_tally WHERE (view, window, generation) IN (
            SELECT o.view, o.window, o.generation FROM window_tally n
            JOIN window_tally o ON o.view = n.view AND o.window = n.window AND o.generation < n.generation
            WHERE n.generation > ?1 AND n.generation <= ?2)
        """;

    /// <summary>Drops every generation above one.</summary>
    public static void DiscardAbove(SqliteSession session, long generation)
    {
        session.Run("DELETE FROM tally WHERE generation > ?1", generation);
        session.Run("DELETE FROM window_tally WHERE generation > ?1", generation);
        session.Run("DELETE FROM generation WHERE id > ?1", generation);
    }

    /// <summary>
    /// Drops the generations below one. Of their rows those go that lie below its floor, and those for which a newer row exists at or below
    /// it: every generation that stays stands on it, and so sees the newer one.
    /// </summary>
    /// <param name="session">The session, in a write transaction.</param>
    /// <param name="oldest">The oldest generation until now: at or below it no row was left that a newer one there supersedes.</param>
    /// <param name="newOldest">The oldest generation that stays.</param>
    public static void RetireBelow(SqliteSession session, long oldest, long newOldest)
    {
        var floor = GenerationTable.Floor(session, newOldest);
        session.Run("DELETE FROM tally WHERE generation < ?1", floor);
        session.Run("DELETE FROM window_tally WHERE generation < ?1", floor);
        session.Run(SupersededTallies, oldest, newOldest);
        session.Run(SupersededWindows, oldest, newOldest);
        session.Run("DELETE FROM generation WHERE id < ?1", newOldest);
    }
}
