using OrleansFlights.Sqlite;

namespace OrleansFlights.Batch.Commands;

/// <summary>The SQLite files of the embedded stores as files.</summary>
internal static class DatabaseFiles
{
    /// <summary>Rewrites databases without the space that is free inside them. Others may use them; their writes wait meanwhile.</summary>
    /// <exception cref="BatchException">One cannot be rewritten.</exception>
    public static void Shrink(IEnumerable<string> paths)
    {
        foreach (var path in paths.Where(path => path.EndsWith(".db", StringComparison.Ordinal)))
        {
            var file = new SqliteFile(path, "The database", failure => new BatchException(failure.Message, failure.Cause));
            using var session = SqliteSession.Open(file, mayMake: false);
            session.Execute("VACUUM");
            session.Execute("PRAGMA wal_checkpoint(TRUNCATE)");
        }
    }
}
