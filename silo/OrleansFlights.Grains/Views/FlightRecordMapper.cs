using System.Text;
using OrleansFlights.Flights;
using OrleansFlights.Log;
using OrleansFlights.Streams.Delivery;

namespace OrleansFlights.Grains.Views;

/// <summary>
/// Maps a record to one fact per dimension. Keys are interned: routes and airports by their packed codes, airlines by their UTF-8 bytes, so
/// that nothing is allocated for a view seen before.
/// </summary>
public sealed class FlightRecordMapper : IRecordMapper<FlightFact>
{
    private readonly FlightEventParser _parser = new();
    private readonly Dictionary<long, StreamBuffer<FlightFact>>? _routes;
    private readonly Dictionary<int, StreamBuffer<FlightFact>>? _departures;
    private readonly Dictionary<int, StreamBuffer<FlightFact>>? _arrivals;
    private readonly Dictionary<byte[], StreamBuffer<FlightFact>>.AlternateLookup<ReadOnlySpan<byte>>? _airlines;
    private readonly bool _hasTotal;
    private StreamBuffer<FlightFact>? _total;

    /// <summary>A mapper for some dimensions.</summary>
    public FlightRecordMapper(IReadOnlyCollection<Dimension> dimensions)
    {
        _routes = dimensions.Contains(Dimension.Route) ? [] : null;
        _departures = dimensions.Contains(Dimension.Departures) ? [] : null;
        _arrivals = dimensions.Contains(Dimension.Arrivals) ? [] : null;
        _airlines = dimensions.Contains(Dimension.Airline)
            ? new Dictionary<byte[], StreamBuffer<FlightFact>>(Utf8Comparer.Instance).GetAlternateLookup<ReadOnlySpan<byte>>()
            : null;
        _hasTotal = dimensions.Contains(Dimension.Total);
    }

    /// <inheritdoc/>
    public string? Map(in LogRecord record, IStreamBufferSource<FlightFact> buffers)
    {
        var rejection = _parser.Parse(record.Value, record.TimestampMilliseconds, out var flight);
        if (!rejection.IsValid)
            return rejection.ToString();

        var fact = flight.ToFact(record.Offset);
        if (_routes is not null)
        {
            var key = ((long)flight.Origin.Packed << 32) | (uint)flight.Destination.Packed;
            if (!_routes.TryGetValue(key, out var buffer))
                _routes.Add(key, buffer = buffers.Buffer(Dimensions.Route, ViewKey.Route(flight.Origin, flight.Destination).Key));
            buffer.Add(in fact);
        }

        if (_departures is not null)
            Airport(_departures, Dimensions.Departures, flight.Origin, buffers).Add(in fact);
        if (_arrivals is not null)
            Airport(_arrivals, Dimensions.Arrivals, flight.Destination, buffers).Add(in fact);
        if (_airlines is { } airlines)
        {
            if (!airlines.TryGetValue(flight.Airline, out var buffer))
                airlines[flight.Airline] = buffer = buffers.Buffer(Dimensions.Airline, Encoding.UTF8.GetString(flight.Airline));
            buffer.Add(in fact);
        }

        if (_hasTotal)
            (_total ??= buffers.Buffer(Dimensions.Total, ViewKey.TotalKey)).Add(in fact);
        return null;
    }

    private static StreamBuffer<FlightFact> Airport(
        Dictionary<int, StreamBuffer<FlightFact>> known, string dimension, AirportCode airport, IStreamBufferSource<FlightFact> buffers)
    {
        if (!known.TryGetValue(airport.Packed, out var buffer))
            known.Add(airport.Packed, buffer = buffers.Buffer(dimension, airport.ToString()));
        return buffer;
    }

    private sealed class Utf8Comparer : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        public static Utf8Comparer Instance { get; } = new();

        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(byte[] obj) => GetHashCode(obj.AsSpan());

        public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

        public int GetHashCode(ReadOnlySpan<byte> alternate)
        {
            var hash = default(HashCode);
            hash.AddBytes(alternate);
            return hash.ToHashCode();
        }

        public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();
    }
}
