using System.Globalization;
using System.Text;
using OrleansFlights.Flights;
using OrleansFlights.Import.Events;
using OrleansFlights.Import.Inputs;
using OrleansFlights.Simulation;

namespace OrleansFlights.Import.Sources;

/// <summary>Goes through lines of flight events.</summary>
internal sealed class LineCursor(LineReader lines, long bytes, bool sendMalformed, TimeProvider time) : RowCursor
{
    private const int ShownBytes = 200;

    private readonly FlightEventParser _parser = new();

    public override string Where => string.Create(CultureInfo.InvariantCulture, $"line {Sequence}");

    public override double Share => bytes > 0 ? (double)lines.BytesRead / bytes : 1;

    public override bool Next(bool map)
    {
        Records.Clear();
        Problem = null;
        while (lines.Next())
        {
            Sequence++;
            if (lines.IsTooLong)
            {
                Problem = new RowProblem("", "", $"longer than {LineReader.MaxLineBytes} bytes");
                return true;
            }

            // A blank line is none of the lines that JSON lines speaks of.
            if (lines.Line.Span.Trim(" \t"u8).IsEmpty)
                continue;
            if (map)
                Take(lines.Line);
            return true;
        }

        return false;
    }

    protected override void Dispose(bool disposing)
    {
        lines.Dispose();
        base.Dispose(disposing);
    }

    private void Take(ReadOnlyMemory<byte> line)
    {
        var rejection = _parser.Parse(line.Span, time.GetUtcNow().ToUnixTimeMilliseconds(), out var flight);
        if (rejection.IsValid)
        {
            Records.Add(new OutgoingRecord(
                FlightRecordKey.Of(flight.Origin, flight.Destination),
                line.ToArray(),
                DateTimeOffset.UnixEpoch.AddTicks(flight.EventMicroseconds * TimeSpan.TicksPerMicrosecond),
                flight.Status));
        }
        else if (sendMalformed)
        {
            Records.Add(new OutgoingRecord(ReadOnlyMemory<byte>.Empty, line.ToArray(), null, null));
        }
        else
        {
            var shown = line.Span[..Math.Min(line.Length, ShownBytes)];
            Problem = new RowProblem("", Encoding.UTF8.GetString(shown), rejection.ToString());
        }
    }
}
