using System.Text;
using OrleansFlights.Flights;
using OrleansFlights.Log;

namespace OrleansFlights.Batch.Audit;

/// <summary>Recounts views from the log, from a cut up to watermarks that may differ from view to view.</summary>
internal sealed class LogRecount(IEventLog eventLog)
{
    private const int ReadAtOnce = 10_000;
    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(50);

    /// <summary>Counts.</summary>
    /// <param name="recount">Takes the counts.</param>
    /// <param name="cut">Where to begin, per partition.</param>
    /// <param name="watermarks">Where to end, per view and partition.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="BatchException">The log does not hold what is asked for.</exception>
    /// <exception cref="LogException">The log cannot be read.</exception>
    public async Task CountAsync(
        ViewRecount recount, Cut cut, IReadOnlyDictionary<ViewKey, IReadOnlyDictionary<int, long>> watermarks,
            CancellationToken cancellationToken)
    {
        var ranges = await eventLog.Events.GetOffsetsAsync(cancellationToken);
        foreach (var partition in watermarks.Values.SelectMany(w => w.Keys).Distinct().Order())
        {
            var range = ranges.FirstOrDefault(e => e.Partition == partition);
            var to = watermarks.Values.Max(w => w.GetValueOrDefault(partition));
            if (to > range.End)
                throw new BatchException(
                    $"The gateway counted partition {partition} up to {to}, but the log ends at {range.End}: it reads another log.");
            if (to > cut[partition] && range.Begin > cut[partition])
                throw new BatchException(
                    $"The log of partition {partition} begins at {range.Begin}, above the generation's cut {cut[partition]}.");

            var sink = new Sink(recount, (view, offset) => offset < watermarks[view].GetValueOrDefault(partition));
            using var reader = eventLog.Events.OpenReader(partition, cut[partition]);
            while (reader.Position < to)
            {
                cancellationToken.ThrowIfCancellationRequested();
                reader.Read(sink, ReadAtOnce, Wait, cancellationToken);
            }
        }
    }

    private sealed class Sink(ViewRecount recount, Func<ViewKey, long, bool> isBelow) : ILogRecordSink
    {
        private readonly FlightEventParser _parser = new();

        public void OnRecord(in LogRecord record)
        {
            if (!_parser.Parse(record.Value, record.TimestampMilliseconds, out var flight).IsValid)
                return;
            var offset = record.Offset;
            recount.Add(
                flight.Origin.ToString(), flight.Destination.ToString(), Encoding.UTF8.GetString(flight.Airline), flight.ToFact(offset),
                    view => isBelow(view, offset));
        }
    }
}
