using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace OrleansFlights.Sqlite;

/// <summary>
/// A database file: where it is, how connections to it are set up, and how its failures are told to its users. Any number of processes may
/// use one.
/// </summary>
/// <param name="Path">Full path. The file is made when it is first opened.</param>
/// <param name="Title">What the file is, at the start of a sentence: "The log".</param>
/// <param name="Fail">Makes the exception that a failure is reported with.</param>
public sealed record SqliteFile(string Path, string Title, Func<SqliteFailure, Exception> Fail)
{
    /// <summary>How long a connection waits for others that hold a lock, at least a millisecond.</summary>
    public TimeSpan LockTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether a commit is on the disk when it returns. Otherwise a power cut may undo the newest commits, and leaves the file whole.</summary>
    public bool CommitsAreDurable { get; init; } = true;

    /// <summary>The pages of 4 KiB after which the write-ahead log is copied into the file; this bounds the log's size while no reader holds it back.</summary>
    public int PagesPerCheckpoint { get; init; } = 1000;

    /// <summary>The size in bytes to which the write-ahead log is cut after a checkpoint.</summary>
    public long MaxIdleLogBytes { get; init; } = 16 << 20;

    /// <summary>The page cache of a connection, in KiB.</summary>
    public int CacheKiB { get; init; } = 2000;

    /// <summary>The statement that says when a commit is done.</summary>
    internal string Synchronous => CommitsAreDurable ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL";

    /// <summary>The other statements that set up a new connection.</summary>
    internal string Setup => FormattableString.Invariant(
        $"""
         PRAGMA wal_autocheckpoint = {PagesPerCheckpoint};
         PRAGMA journal_size_limit = {MaxIdleLogBytes};
         PRAGMA cache_size = -{CacheKiB};
         PRAGMA temp_store = MEMORY;
         """);

    /// <summary>Makes the directory that holds the file.</summary>
    public void MakeDirectory()
    {
        try
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Fail(new SqliteFailure($"{Title} {Path} cannot be made there: {e.Message}", false, e));
        }
    }

    /// <summary>The exception that says in the user's words what SQLite's says; a cancellation if the work was interrupted.</summary>
    public Exception Translate(SqliteException exception) => exception.SqliteErrorCode == raw.SQLITE_INTERRUPT
        ? new OperationCanceledException($"The work on {Path} was given up.", exception)
        : Fail(SqliteFailure.Of(this, exception));
}
