namespace OrleansFlights.Views.Sqlite;

/// <summary>The tables of the views store.</summary>
internal static class ViewsSchema
{
    private const long Version = 1;

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

    /// <summary>Makes the tables in a new file, and refuses a file of another version.</summary>
    public static void Apply(SqliteSession session, string path) => session.EnsureSchema(
        Version,
        Tables,
        found => new ViewsException($"The views store {path} is of version {found}; this build reads version {Version}."));
}
