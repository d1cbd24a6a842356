using System.Buffers.Binary;
using OrleansFlights.Flights;

namespace OrleansFlights.Views.Sqlite;

/// <summary>The prepared statement that adds a row, bound without boxing: a full run adds millions.</summary>
internal sealed class RowInsert(SqliteSession session, bool window) : IDisposable
{
    private const int HistogramBytes = DelayHistogram.Buckets * sizeof(long);

    private readonly SqliteStatement _statement = session.Prepare(
        $"INSERT OR REPLACE INTO {(window ? "window_tally" : "tally")} VALUES ({string.Join(", ", Enumerable.Repeat('?', (window ? 3 : 2) + TallyColumns.Count))})");

    /// <summary>Adds a row, or replaces the one with its keys.</summary>
    public void Run(long view, int? window, long generation, FlightTally tally)
    {
        var at = 1;
        _statement.Bind(at++, view);
        if (window is { } index)
            _statement.Bind(at++, index);
        _statement.Bind(at++, generation);
        for (var i = 0; i < FlightStatuses.Count; i++)
            _statement.Bind(at++, tally[(FlightStatus)i]);

        if (tally.Departures > 0)
        {
            _statement.Bind(at++, tally.DelaySumSeconds).Bind(at++, tally.DelayMinSeconds).Bind(at++, tally.DelayMaxSeconds);
            Span<byte> histogram = stackalloc byte[HistogramBytes];
            for (var i = 0; i < DelayHistogram.Buckets; i++)
                BinaryPrimitives.WriteInt64LittleEndian(histogram[(i * sizeof(long))..], tally.Histogram[i]);
            _statement.Bind(at, histogram);
        }
        else
        {
            for (var i = 0; i < TallyColumns.Count - FlightStatuses.Count; i++)
                _statement.BindNull(at + i);
        }

        _statement.Run();
    }

    public void Dispose() => _statement.Dispose();
}
