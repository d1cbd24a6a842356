using System.Buffers.Binary;
using Microsoft.Data.Sqlite;
using OrleansFlights.Flights;
using SQLitePCL;

namespace OrleansFlights.Views.Sqlite;

/// <summary>The prepared statement that adds a row, bound without boxing: a full run adds millions.</summary>
internal sealed class RowInsert : IDisposable
{
    private const int HistogramBytes = DelayHistogram.Buckets * sizeof(long);

    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;

    public RowInsert(SqliteConnection connection, bool window)
    {
        _database = connection.Handle!;
        var keys = window ? 3 : 2;
        var sql = $"INSERT OR REPLACE INTO {(window ? "window_tally" : "tally")} VALUES ({string.Join(", ", Enumerable.Repeat('?', keys + TallyColumns.Count))})";
        ThrowUnless(raw.SQLITE_OK, raw.sqlite3_prepare_v2(_database, sql, out _statement));
    }

    /// <summary>Adds a row, or replaces the one with its keys.</summary>
    public void Run(long view, int? window, long generation, FlightTally tally)
    {
        var at = 1;
        Bind(at++, view);
        if (window is { } index)
            Bind(at++, index);
        Bind(at++, generation);
        for (var i = 0; i < FlightStatuses.Count; i++)
            Bind(at++, tally[(FlightStatus)i]);

        if (tally.Departures > 0)
        {
            Bind(at++, tally.DelaySumSeconds);
            Bind(at++, tally.DelayMinSeconds);
            Bind(at++, tally.DelayMaxSeconds);
            Span<byte> histogram = stackalloc byte[HistogramBytes];
            for (var i = 0; i < DelayHistogram.Buckets; i++)
                BinaryPrimitives.WriteInt64LittleEndian(histogram[(i * sizeof(long))..], tally.Histogram[i]);
            ThrowUnless(raw.SQLITE_OK, raw.sqlite3_bind_blob(_statement, at, histogram));
        }
        else
        {
            for (var i = 0; i < TallyColumns.Count - FlightStatuses.Count; i++)
                ThrowUnless(raw.SQLITE_OK, raw.sqlite3_bind_null(_statement, at + i));
        }

        var result = raw.sqlite3_step(_statement);
        raw.sqlite3_reset(_statement);
        ThrowUnless(raw.SQLITE_DONE, result);
    }

    public void Dispose() => _statement.Dispose();

    private void Bind(int parameter, long value) => ThrowUnless(raw.SQLITE_OK, raw.sqlite3_bind_int64(_statement, parameter, value));

    private void ThrowUnless(int expected, int result)
    {
        if (result != expected)
            SqliteException.ThrowExceptionForRC(result, _database);
    }
}
