using OrleansFlights.Flights;
using OrleansFlights.Log;

namespace OrleansFlights.Search.Indexing;

/// <summary>
/// Folds records into one document per flight. What is no flight event is counted and left: dead letters are the silo's business.
/// </summary>
internal sealed class EventFold : ILogRecordSink
{
    private readonly FlightEventParser _parser = new();
    private readonly Dictionary<string, FlightDocument> _flights = new(StringComparer.Ordinal);

    /// <summary>Records taken.</summary>
    public long Records { get; private set; }

    /// <summary>Those of them that are no flight events.</summary>
    public long Skipped { get; private set; }

    /// <summary>The documents.</summary>
    public IReadOnlyCollection<FlightDocument> Flights => _flights.Values;

    public void OnRecord(in LogRecord record)
    {
        Records++;
        if (!_parser.Parse(record.Value, record.TimestampMilliseconds, out var parsed).IsValid)
        {
            Skipped++;
            return;
        }

        var flight = FlightDocument.Of(parsed, record.Partition, record.Offset);
        _flights[flight.FlightId] = _flights.TryGetValue(flight.FlightId, out var known) ? FlightDocument.Merge(known, flight) : flight;
    }
}
