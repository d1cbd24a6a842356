namespace OrleansFlights.Views.Sqlite;

/// <summary>The tables of the views store.</summary>
internal static class ViewsSchema
{
    private const long Version = 2;

    private const string Tables =
        $"""
         CREATE TABLE generation (
             id INTEGER PRIMARY KEY AUTOINCREMENT,  -- numbers of discarded generations are never given again
             created INTEGER NOT NULL,              -- Unix milliseconds
             engine TEXT NOT NULL,
             mode TEXT NOT NULL,
             cut TEXT NOT NULL,                     -- JSON: partition to offset
             floor INTEGER NOT NULL,                -- rows below it belong to no generation that this one stands on
             state TEXT NOT NULL CHECK (state IN ('{GenerationTable.Writing}', '{GenerationTable.Complete}')));
         CREATE TABLE published (one INTEGER PRIMARY KEY CHECK (one = 1), generation INTEGER NOT NULL);
         CREATE TABLE view (id INTEGER PRIMARY KEY, dimension TEXT NOT NULL, key TEXT NOT NULL, UNIQUE (dimension, key));
         CREATE TABLE tally (view INTEGER NOT NULL, generation INTEGER NOT NULL, {TallyColumns.Definition},
             PRIMARY KEY (view, generation)) WITHOUT ROWID;
         CREATE TABLE window_tally (view INTEGER NOT NULL, window INTEGER NOT NULL, generation INTEGER NOT NULL, {TallyColumns.Definition},
             PRIMARY KEY (view, window, generation)) WITHOUT ROWID;
         CREATE INDEX tally_by_generation ON tally (generation);
         CREATE INDEX window_tally_by_generation ON window_tally (generation);
         PRAGMA user_version = 1;
         """;

    /// <summary>From version 1 to 2: what a generation could not count, its log, and which one is pinned.</summary>
    private const string Pins =
        """
        ALTER TABLE generation ADD COLUMN holes TEXT;  -- partition:from-to, separated by spaces; null for none
        ALTER TABLE generation ADD COLUMN log TEXT;    -- null when it was made before that was kept
        CREATE TABLE pin (one INTEGER PRIMARY KEY CHECK (one = 1), generation INTEGER NOT NULL, since INTEGER NOT NULL, reason TEXT NOT NULL);
        PRAGMA user_version = 2;
        """;

    /// <summary>Makes the tables in a new file, brings those of an older version up to date, and refuses a file of a newer one.</summary>
    public static void Apply(SqliteSession session, string path) => session.EnsureSchema(
        [Tables, Pins],
        found => new ViewsException($"The views store {path} is of version {found}; this build reads up to version {Version}."));
}
