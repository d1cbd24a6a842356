using System.Text;
using OrleansFlights.Flights;
using OrleansFlights.Log;
using Parquet;

namespace OrleansFlights.Batch.Archive;

/// <summary>Records of a partition as columns, until they are written as one row group.</summary>
internal sealed class ArchiveRows : ILogRecordSink
{
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
        _timestamp.Add(record.TimestampMilliseconds * 1_000);
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
        _raw.Add(valid && !flight.HasUnknownFields ? null : record.Value.ToArray());
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
            group.CompleteValidate();
        }

        Clear();
    }

    private void Clear()
    {
        Bytes = 0;
        _partition.Clear();
        _offset.Clear();
        _timestamp.Clear();
        _key.Clear();
        _valid.Clear();
        _reason.Clear();
        _flightId.Clear();
        _airline.Clear();
        _origin.Clear();
        _destination.Clear();
        _scheduled.Clear();
        _actual.Clear();
        _status.Clear();
        _model.Clear();
        _registration.Clear();
        _eventTime.Clear();
        _raw.Clear();
    }
}
