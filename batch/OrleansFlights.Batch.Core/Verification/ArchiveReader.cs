using System.Globalization;
using System.Text;
using DuckDB.NET.Data;
using Microsoft.Extensions.Options;
using OrleansFlights.Batch.Archive;
using OrleansFlights.Batch.Engine;
using OrleansFlights.Flights;
using OrleansFlights.Log;

namespace OrleansFlights.Batch.Verification;

/// <summary>
/// Reads records out of the archive as they lay on the log: their bytes, or, where those are just what their columns say, written again.
/// Files of version 1 do not hold the bytes of every event; of those an event that says the same comes back.
/// </summary>
public sealed class ArchiveReader(IArchiveStore store, WorkDirectory scratch, IOptions<BatchOptions> options)
{
    private const int RecordsAtOnce = 5_000;

    private const string Columns =
        "\"offset\", \"timestamp\", key, raw, flight_id, airline, origin, destination, status, model, registration, scheduled_departure, "
        + "actual_departure, event_time";

    /// <summary>Hands out every archived record, partition by partition, in order; what was lost is left out.</summary>
    /// <param name="sink">Takes records; they must not be kept.</param>
    /// <param name="lot">Called after some records with their partition and the offset up to which all of it was handed out.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="ArchiveException">The archive cannot be read.</exception>
    /// <exception cref="BatchException">DuckDB failed.</exception>
    public async Task ReadAsync(ILogRecordSink sink, Func<int, long, Task> lot, CancellationToken cancellationToken)
    {
        foreach (var cover in (await store.ListAllAsync(cancellationToken)).Coverage.Values)
        {
            foreach (var slice in cover.Slice(cover.Begin, cover.End, leaveGaps: true))
            {
                var path = await store.OpenAsync(slice.File, cancellationToken);
                try
                {
                    await using var duck = DuckDbWorkDirectory.Open(scratch, options.Value);
                    await ReadAsync(duck.Connection, slice, path, sink, lot, cancellationToken);
                }
                catch (DuckDBException e)
                {
                    throw new BatchException($"DuckDB failed to read {slice.File.Name}: {e.Message}", e);
                }
            }
        }
    }

    private static async Task ReadAsync(
        DuckDBConnection connection, FileSplit slice, string path, ILogRecordSink sink, Func<int, long, Task> lot,
            CancellationToken cancellationToken)
    {
        using var command = DuckDbEngine.Command(connection, string.Create(
            CultureInfo.InvariantCulture,
            $"SELECT {Columns} FROM read_parquet({DuckDbEngine.Text(path)}, hive_partitioning = false) WHERE \"offset\" >= {slice.From} "
            + $"AND \"offset\" < {slice.To} ORDER BY \"offset\""));
        command.UseStreamingMode = true;
        using var rows = command.ExecuteReader();
        var records = 0;
        while (rows.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            var offset = rows.GetInt64(0);
            sink.OnRecord(new LogRecord(slice.File.Partition, offset, (long)Math.Floor(rows.GetInt64(1) / 1_000m), Bytes(rows, 2)
                ?? [], Bytes(rows, 3) ?? Written(rows)));
            if (++records % RecordsAtOnce == 0)
                await lot(slice.File.Partition, offset + 1);
        }

        await lot(slice.File.Partition, slice.To);
    }

    private static byte[]? Bytes(DuckDBDataReader row, int column)
    {
        if (row.IsDBNull(column))
            return null;
        using var stream = row.GetStream(column);
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }

    private static byte[] Written(DuckDBDataReader row)
    {
        if (!AirportCode.TryParse(row.GetString(6), out var origin) || !AirportCode.TryParse(row.GetString(7), out var destination)
            || !FlightStatuses.TryParse(Encoding.UTF8.GetBytes(row.GetString(8)), out var status))
        {
            throw new BatchException($"The archive holds an event at offset {row.GetInt64(0)} that is none.");
        }

        return FlightEventWriter.ToBytes(new FlightEvent(
            row.GetString(4),
            row.GetString(5),
            origin,
            destination,
            Instant(row.GetInt64(11)),
            row.IsDBNull(12) ? null : Instant(row.GetInt64(12)),
            status,
            new Aircraft(row.GetString(9), row.GetString(10)),
            Instant(row.GetInt64(13))));
    }

    private static DateTimeOffset Instant(long microseconds) =>
        DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond);
}
