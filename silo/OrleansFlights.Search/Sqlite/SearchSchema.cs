using System.Globalization;

namespace OrleansFlights.Search.Sqlite;

/// <summary>
/// The tables of the search index: which builds there are, how far they have come, and per build its documents and their words.
/// </summary>
internal static class SearchSchema
{
    private const long Version = 1;

    private const string Tables =
        """
        CREATE TABLE build (
            id INTEGER PRIMARY KEY AUTOINCREMENT,  -- numbers of discarded builds are never given again
            searched INTEGER NOT NULL);            -- 1 for the one that is searched
        CREATE TABLE progress (build INTEGER NOT NULL, topic TEXT NOT NULL, partition INTEGER NOT NULL, next INTEGER NOT NULL,
            PRIMARY KEY (build, topic, partition)) WITHOUT ROWID;
        PRAGMA user_version = 1;
        """;

    /// <summary>Makes the tables in a new file, and refuses a file of another version.</summary>
    public static void Apply(SqliteSession session, string path) => session.EnsureSchema([Tables], found => new SearchException(
        SqliteSearchFile.Service,
        $"The search index {path} is of version {found}; this build reads version {Version}. Remove it, and it is built again."));

    /// <summary>The number of the build that is searched; null for none.</summary>
    public static long? Searched(SqliteSession session) => session.Number("SELECT id FROM build WHERE searched = 1");

    /// <summary>Makes an empty build.</summary>
    public static long Add(SqliteSession session, bool searched)
    {
        var id = session.Number("INSERT INTO build (searched) VALUES (?1) RETURNING id", searched ? 1 : 0)!.Value;
        session.Execute(string.Create(
            CultureInfo.InvariantCulture,
            $"""
             CREATE TABLE flight_{id} (
                 row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, scheduled INTEGER NOT NULL, origin TEXT NOT NULL, destination TEXT NOT NULL,
                 airline TEXT NOT NULL, status TEXT NOT NULL, document TEXT NOT NULL);
             CREATE INDEX flight_{id}_by_time ON flight_{id} (scheduled DESC, id);
             CREATE INDEX flight_{id}_by_origin ON flight_{id} (origin, scheduled DESC, id);
             CREATE INDEX flight_{id}_by_destination ON flight_{id} (destination, scheduled DESC, id);
             CREATE INDEX flight_{id}_by_airline ON flight_{id} (airline, scheduled DESC, id);
             CREATE VIRTUAL TABLE words_{id} USING fts5(words, content='', contentless_delete=1, detail=none, tokenize='ascii');
             """));
        return id;
    }

    /// <summary>Discards the builds that are searched, or those that are not; all but one.</summary>
    public static void Drop(SqliteSession session, bool searched, long except)
    {
        var builds = new List<long>();
        using (var rows = session.Bind("SELECT id FROM build WHERE searched = ?1 AND id <> ?2", searched ? 1 : 0, except).ExecuteReader())
        {
            while (rows.Read())
                builds.Add(rows.GetInt64(0));
        }

        foreach (var id in builds)
        {
            session.Run("DELETE FROM build WHERE id = ?1", id);
            session.Run("DELETE FROM progress WHERE build = ?1", id);
            session.Execute(string.Create(CultureInfo.InvariantCulture, $"DROP TABLE flight_{id}; DROP TABLE words_{id};"));
        }
    }
}
