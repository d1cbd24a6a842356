using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace OrleansFlights.Sqlite;

/// <summary>Why a database file could not do what was asked of it.</summary>
/// <param name="Message">A sentence for people, with the file's path.</param>
/// <param name="IsTransient">Whether another connection was in the way, which passes.</param>
/// <param name="Cause">What was thrown.</param>
public sealed record SqliteFailure(string Message, bool IsTransient, Exception Cause)
{
    private const int PrimaryCode = 0xFF;

    internal static SqliteFailure Of(SqliteFile file, SqliteException exception)
    {
        var code = exception.SqliteErrorCode;
        return new($"{file.Title} {file.Path} {Describe(code & PrimaryCode)}: {exception.Message} (SQLite error {code}).", IsBusy(code), exception);
    }

    internal static bool IsBusy(int code) => (code & PrimaryCode) is raw.SQLITE_BUSY or raw.SQLITE_LOCKED or raw.SQLITE_PROTOCOL;

    private static string Describe(int code) => code switch
    {
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED or raw.SQLITE_PROTOCOL => "is held by another process for too long",
        raw.SQLITE_FULL => "cannot grow, the disk is full",
        raw.SQLITE_READONLY => "is read-only",
        raw.SQLITE_CANTOPEN => "cannot be opened or made there",
        raw.SQLITE_PERM or raw.SQLITE_AUTH => "may not be used by this user",
        raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB => "is damaged or of another kind",
        raw.SQLITE_IOERR => "cannot be read or written",
        _ => "failed",
    };
}
