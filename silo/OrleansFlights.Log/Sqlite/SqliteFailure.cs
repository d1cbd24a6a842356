using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace OrleansFlights.Log.Sqlite;

/// <summary>Says SQLite's errors in the words of the log.</summary>
internal static class SqliteFailure
{
    private const int PrimaryCode = 0xFF;

    public static LogException From(SqliteException exception, string file) =>
        Of(exception.SqliteErrorCode, exception.Message, file, exception);

    public static LogException Of(int code, string detail, string file, Exception? inner = null) =>
        new($"The log {file} {Describe(code & PrimaryCode)}: {detail} (SQLite error {code}).", inner) { IsTransient = IsBusy(code) };

    /// <summary>Whether another connection is in the way, which passes.</summary>
    public static bool IsBusy(int code) => (code & PrimaryCode) is raw.SQLITE_BUSY or raw.SQLITE_LOCKED or raw.SQLITE_PROTOCOL;

    private static string Describe(int code) => code switch
    {
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED or raw.SQLITE_PROTOCOL => "is held by another process for too long",
        raw.SQLITE_FULL => "cannot grow, the disk is full",
        raw.SQLITE_READONLY => "is read-only",
        raw.SQLITE_CANTOPEN => "cannot be opened or made there",
        raw.SQLITE_PERM or raw.SQLITE_AUTH => "may not be used by this user",
        raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB => "is damaged or not a log",
        raw.SQLITE_IOERR => "cannot be read or written",
        _ => "failed",
    };
}
