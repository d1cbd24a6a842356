using System.Globalization;
using OrleansFlights.Flights;
using OrleansFlights.Import.Events;
using OrleansFlights.Import.Inputs;
using OrleansFlights.Import.Tables;
using OrleansFlights.Simulation;

namespace OrleansFlights.Import.Sources;

/// <summary>
/// A file of our own archive: each row was a record of a log. Its event goes to the log again, with its fields that have no column where it
/// had such, and with its old timestamp.
/// </summary>
internal sealed class ArchiveSource : ImportSource
{
    private static readonly string[] Columns =
    [
        "partition", "offset", "timestamp", "key", "valid", "reason", "flight_id", "airline", "origin", "destination",
            "scheduled_departure", "actual_departure", "status",
        "model", "registration", "event_time", "raw",
    ];

    private readonly FlightTable _table;
    private readonly bool _sendMalformed;
    private long _rows;

    private ArchiveSource(FlightTable table, bool sendMalformed)
        : base(table.Part)
    {
        _table = table;
        _sendMalformed = sendMalformed;
    }

    public override string Fingerprint => "archive" + (_sendMalformed ? ", malformed ones too" : "");

    /// <summary>Opens a part if it is a file of the archive; null otherwise.</summary>
    public static ArchiveSource? TryOpen(InputPart part, string scratch, bool sendMalformed)
    {
        if (part.Kind != ContentKind.Parquet)
            return null;
        var table = FlightTable.Open(part, scratch, new TableOptions());
        if (Columns.All(name => table.Columns.Any(column => column.Name == name)))
            return new ArchiveSource(table, sendMalformed);
        table.Dispose();
        return null;
    }

    public override IEnumerable<string> Describe()
    {
        yield return $"{Part.Name}: {Part.Description}, records of an "
            + $"archive{(_rows > 0 ? string.Create(CultureInfo.InvariantCulture, $", {_rows:N0} rows") : "")}";
        yield return _sendMalformed ? "  sent as they were, malformed ones too" : "  sent as they were";
    }

    public override void Verify() => _rows = _table.Verify([.. Columns.Select(Sql.Name)]).Rows;

    public override RowCursor Open() => new Cursor(_table.Read([.. Columns.Skip(2).Select(Sql.Name)]), _rows, _sendMalformed);

    protected override void Dispose(bool disposing)
    {
        _table.Dispose();
        base.Dispose(disposing);
    }

    private sealed class Cursor(TableRows rows, long total, bool sendMalformed) : RowCursor
    {
        private readonly FlightEventParser _parser = new();

        public override string Where => string.Create(CultureInfo.InvariantCulture, $"row {Sequence}");

        public override double Share => total > 0 ? (double)Sequence / total : 0;

        public override bool Next(bool map)
        {
            Records.Clear();
            Problem = null;
            if (!rows.Next())
                return false;
            Sequence++;
            if (map)
                Take();
            return true;
        }

        protected override void Dispose(bool disposing)
        {
            rows.Dispose();
            base.Dispose(disposing);
        }

        private void Take()
        {
            Timestamp = rows[0, CellKind.Whole].Whole / 1_000;
            var bytes = rows.Bytes(14) ?? Written();
            var rejection = _parser.Parse(bytes, Timestamp.Value, out var flight);
            if (rejection.IsValid)
            {
                var happened = DateTimeOffset.UnixEpoch.AddTicks(flight.EventMicroseconds * TimeSpan.TicksPerMicrosecond);
                Records.Add(new OutgoingRecord(FlightRecordKey.Of(flight.Origin, flight.Destination), bytes, happened, flight.Status));
            }
            else if (sendMalformed)
            {
                Records.Add(new OutgoingRecord(rows.Bytes(1) ?? [], bytes, null, null));
            }
            else
            {
                Problem = new RowProblem("raw", "", rejection.ToString());
            }
        }

        private byte[] Written()
        {
            if (!AirportCode.TryParse(Text(6).AsSpan(), out var origin) || !AirportCode.TryParse(Text(7).AsSpan(), out var destination)
                || !FlightStatuses.TryParse(System.Text.Encoding.UTF8.GetBytes(Text(10)), out var status))
            {
                return [];
            }

            var actual = rows[9, CellKind.Whole];
            return FlightEventWriter.ToBytes(new FlightEvent(
                Text(4), Text(5), origin, destination, Instant(8), actual.IsEmpty
                    ? null : Instant(9), status, new Aircraft(Text(11), Text(12)), Instant(13)));
        }

        private string Text(int at) => rows[at, CellKind.Text].ToString();

        private DateTimeOffset Instant(int at) =>
            DateTimeOffset.UnixEpoch.AddTicks(rows[at, CellKind.Whole].Whole * TimeSpan.TicksPerMicrosecond);
    }
}
