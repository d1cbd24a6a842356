using System.Buffers;
using System.Text;
using OrleansFlights.Flights;
using OrleansFlights.Log;
using Parquet;

namespace OrleansFlights.Batch.Archive;

/// <summary>Records of a partition as columns, until they are written as one row group.</summary>
internal sealed class ArchiveRows : ILogRecordSink
{
    private static readonly long FirstInstant = (DateTime.MinValue.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;
    private static readonly long LastInstant = (DateTime.MaxValue.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    private readonly FlightEventParser _parser = new();
    private readonly List<int> _partition = [];
    private readonly List<long> _offset = [];
    private readonly List<long> _timestamp = [];
    private readonly List<byte[]?> _key = [];
    private readonly List<bool> _valid = [];
    private readonly List<string?> _reason = [];
    private readonly List<string?> _flightId = [];
    private readonly List<string?> _airline = [];
    private readonly List<string?> _origin = [];
    private readonly List<string?> _destination = [];
    private readonly List<long?> _scheduled = [];
    private readonly List<long?> _actual = [];
    private readonly List<string?> _status = [];
    private readonly List<string?> _model = [];
    private readonly List<string?> _registration = [];
    private readonly List<long?> _eventTime = [];
    private readonly List<byte[]?> _raw = [];
    private readonly List<long> _timestampMilliseconds = [];
    private readonly List<RowHole> _holes = [];
    private readonly ArrayBufferWriter<byte> _written = new(512);

    /// <summary>What the log did not hold any more since this was last cleared.</summary>
    public List<RowHole> Holes => _holes;

    /// <summary>Rows held.</summary>
    public int Count => _offset.Count;

    /// <summary>About how many bytes the records had.</summary>
    public long Bytes { get; private set; }

    /// <inheritdoc/>
    public void OnRecord(in LogRecord record)
    {
        Bytes += record.Key.Length + record.Value.Length;
        _partition.Add(record.Partition);
        _offset.Add(record.Offset);
        _timestamp.Add(Math.Clamp(record.TimestampMilliseconds, long.MinValue / 1_000, long.MaxValue / 1_000) * 1_000);
        _timestampMilliseconds.Add(record.TimestampMilliseconds);
        _key.Add(record.Key.IsEmpty ? null : record.Key.ToArray());
        var rejection = _parser.Parse(record.Value, record.TimestampMilliseconds, out var flight);
        var valid = rejection.IsValid;
        _valid.Add(valid);
        _reason.Add(valid ? null : rejection.ToString());
        _flightId.Add(valid ? Encoding.UTF8.GetString(flight.FlightId) : null);
        _airline.Add(valid ? Encoding.UTF8.GetString(flight.Airline) : null);
        _origin.Add(valid ? flight.Origin.ToString() : null);
        _destination.Add(valid ? flight.Destination.ToString() : null);
        _scheduled.Add(valid ? flight.ScheduledMicroseconds : null);
        _actual.Add(valid ? flight.ActualMicroseconds : null);
        _status.Add(valid ? flight.Status.Name() : null);
        _model.Add(valid ? Encoding.UTF8.GetString(flight.Model) : null);
        _registration.Add(valid ? Encoding.UTF8.GetString(flight.Registration) : null);
        _eventTime.Add(valid ? flight.EventMicroseconds : null);
        _raw.Add(valid && !flight.HasUnknownFields && IsAsWritten(record.Value, in flight) ? null : record.Value.ToArray());
    }

    /// <inheritdoc/>
    public void OnHole(LogHole hole) => _holes.Add(new RowHole(Count, hole));

    /// <summary>Forgets the rows from one on.</summary>
    public void DropFrom(int row)
    {
        Drop(_partition, row);
        Drop(_offset, row);
        Drop(_timestamp, row);
        Drop(_key, row);
        Drop(_valid, row);
        Drop(_reason, row);
        Drop(_flightId, row);
        Drop(_airline, row);
        Drop(_origin, row);
        Drop(_destination, row);
        Drop(_scheduled, row);
        Drop(_actual, row);
        Drop(_status, row);
        Drop(_model, row);
        Drop(_registration, row);
        Drop(_eventTime, row);
        Drop(_raw, row);
        Drop(_timestampMilliseconds, row);
    }

    /// <summary>Writes the rows as a row group and forgets them.</summary>
    public async Task WriteToAsync(ParquetWriter file, CancellationToken cancellationToken)
    {
        using (var group = file.CreateRowGroup())
        {
            await group.WriteAsync<int>(ArchiveSchema.Partition, _partition.ToArray(), cancellationToken: cancellationToken);
            await group.WriteAsync<long>(ArchiveSchema.Offset, _offset.ToArray(), cancellationToken: cancellationToken);
            await group.WriteAsync<long>(ArchiveSchema.Timestamp, _timestamp.ToArray(), cancellationToken: cancellationToken);
            await group.WriteAsync(ArchiveSchema.Key, _key!);
            await group.WriteAsync<bool>(ArchiveSchema.Valid, _valid.ToArray(), cancellationToken: cancellationToken);
            await group.WriteAsync(ArchiveSchema.Reason, _reason!);
            await group.WriteAsync(ArchiveSchema.FlightId, _flightId!);
            await group.WriteAsync(ArchiveSchema.Airline, _airline!);
            await group.WriteAsync(ArchiveSchema.Origin, _origin!);
            await group.WriteAsync(ArchiveSchema.Destination, _destination!);
            await group.WriteAsync<long>(ArchiveSchema.Scheduled, _scheduled.ToArray(), cancellationToken: cancellationToken);
            await group.WriteAsync<long>(ArchiveSchema.Actual, _actual.ToArray(), cancellationToken: cancellationToken);
            await group.WriteAsync(ArchiveSchema.Status, _status!);
            await group.WriteAsync(ArchiveSchema.Model, _model!);
            await group.WriteAsync(ArchiveSchema.Registration, _registration!);
            await group.WriteAsync<long>(ArchiveSchema.EventTime, _eventTime.ToArray(), cancellationToken: cancellationToken);
            await group.WriteAsync(ArchiveSchema.Raw, _raw!);
            await group.WriteAsync<long>(
                ArchiveSchema.TimestampMilliseconds, _timestampMilliseconds.ToArray(), cancellationToken: cancellationToken);
            await group.WriteAsync<DateTime>(ArchiveSchema.TimestampAt, Instants(_timestamp), cancellationToken: cancellationToken);
            await group.WriteAsync<DateTime>(ArchiveSchema.ScheduledAt, Instants(_scheduled), cancellationToken: cancellationToken);
            await group.WriteAsync<DateTime>(ArchiveSchema.ActualAt, Instants(_actual), cancellationToken: cancellationToken);
            await group.WriteAsync<DateTime>(ArchiveSchema.EventTimeAt, Instants(_eventTime), cancellationToken: cancellationToken);
            group.CompleteValidate();
        }

        Clear();
    }

    private static void Drop<T>(List<T> column, int row) => column.RemoveRange(row, column.Count - row);

    /// <summary>Times as dates; those that no calendar has stay null.</summary>
    private static DateTime?[] Instants(List<long> microseconds) => Array.ConvertAll(microseconds.ToArray(), m => Instant(m));

    private static DateTime?[] Instants(List<long?> microseconds) =>
        Array.ConvertAll(microseconds.ToArray(), m => m is { } known ? Instant(known) : null);

    private static DateTime? Instant(long microseconds) =>
        microseconds >= FirstInstant && microseconds <= LastInstant
            ? DateTime.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond) : null;

    /// <summary>Whether the record's bytes can be written again from its columns.</summary>
    private bool IsAsWritten(ReadOnlySpan<byte> value, in ParsedFlight flight)
    {
        _written.ResetWrittenCount();
        FlightEventWriter.Write(flight.ToEvent(), _written);
        return value.SequenceEqual(_written.WrittenSpan);
    }

    private void Clear()
    {
        Bytes = 0;
        _holes.Clear();
        DropFrom(0);
    }
}

/// <summary>A hole in the log, among rows.</summary>
/// <param name="Row">The row before which it lies.</param>
/// <param name="Hole">What is missing.</param>
internal readonly record struct RowHole(int Row, LogHole Hole);
