using System.Buffers.Binary;
using Microsoft.Data.Sqlite;
using OrleansFlights.Flights;

namespace OrleansFlights.Views.Sqlite;

/// <summary>
/// A tally as columns: a count per status, sum, least and greatest delay, and the histogram as little-endian 64-bit counts; the last four
/// are null without departures. Events, departures and on-time count follow from these.
/// </summary>
internal static class TallyColumns
{
    /// <summary>The columns for a table.</summary>
    public const string Definition =
        "scheduled INTEGER NOT NULL, boarding INTEGER NOT NULL, departed INTEGER NOT NULL, delayed INTEGER NOT NULL, "
        + "cancelled INTEGER NOT NULL, landed INTEGER NOT NULL, diverted INTEGER NOT NULL, "
        + "delay_sum INTEGER, delay_min INTEGER, delay_max INTEGER, histogram BLOB";

    /// <summary>The columns' names of the table <c>t</c>, in the order of <see cref="Read"/>.</summary>
    public const string Names =
        "t.scheduled, t.boarding, t.departed, t.delayed, t.cancelled, t.landed, t.diverted, t.delay_sum, t.delay_min, t.delay_max, "
        + "t.histogram";

    /// <summary>How many columns there are.</summary>
    public const int Count = FlightStatuses.Count + 4;

    /// <summary>Reads a tally from the columns that begin at one.</summary>
    public static FlightTally Read(SqliteDataReader row, int first)
    {
        Span<long> byStatus = stackalloc long[FlightStatuses.Count];
        for (var i = 0; i < byStatus.Length; i++)
            byStatus[i] = row.GetInt64(first + i);

        var delays = first + FlightStatuses.Count;
        if (row.IsDBNull(delays))
            return FlightTally.Restore(byStatus, 0, 0, 0, []);

        var bytes = row.GetFieldValue<byte[]>(delays + 3);
        Span<long> histogram = stackalloc long[DelayHistogram.Buckets];
        if (bytes.Length != histogram.Length * sizeof(long))
            throw new ViewsException(
                $"A histogram of the views store has {bytes.Length} bytes instead of {histogram.Length * sizeof(long)}.");
        for (var i = 0; i < histogram.Length; i++)
            histogram[i] = BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(i * sizeof(long)));
        return FlightTally.Restore(byStatus, row.GetInt64(delays), row.GetInt32(delays + 1), row.GetInt32(delays + 2), histogram);
    }
}
