using System.Text;
using OrleansFlights.Flights;
using OrleansFlights.Log;
using OrleansFlights.Views;

namespace OrleansFlights.Batch.Tests;

/// <summary>Counts the log record by record with <see cref="FlightTally"/>: what every view must say.</summary>
internal sealed class Recount : ILogRecordSink
{
    private readonly FlightEventParser _parser = new();
    private long _upTo;

    public Dictionary<ViewRowKey, FlightTally> Rows { get; } = [];

    public int Invalid { get; private set; }

    public static async Task<Recount> OfAsync(ITopic log, Cut cut, CancellationToken token)
    {
        var recount = new Recount();
        foreach (var range in await log.GetOffsetsAsync(token))
        {
            recount._upTo = cut[range.Partition];
            using var reader = log.OpenReader(range.Partition, range.Begin);
            while (reader.Position < Math.Min(recount._upTo, range.End))
                reader.Read(recount, 10_000, TimeSpan.FromMilliseconds(50), token);
        }

        return recount;
    }

    public void OnRecord(in LogRecord record)
    {
        if (record.Offset >= _upTo)
            return;
        if (!_parser.Parse(record.Value, record.TimestampMilliseconds, out var flight).IsValid)
        {
            Invalid++;
            return;
        }

        var fact = flight.ToFact(record.Offset);
        ViewKey[] views =
        [
            ViewKey.Route(flight.Origin, flight.Destination), ViewKey.Airline(Encoding.UTF8.GetString(flight.Airline)),
            ViewKey.Departures(flight.Origin), ViewKey.Arrivals(flight.Destination), ViewKey.Total,
        ];
        foreach (var view in views)
        {
            Add(new ViewRowKey(view, null), fact);
            Add(new ViewRowKey(view, fact.Window), fact);
        }
    }

    public async Task AssertEqualAsync(IBatchViews views, long generation, CancellationToken token)
    {
        foreach (var dimension in Dimensions.All)
        {
            var expected = Rows.Where(r => r.Key.Window is null && r.Key.View.Dimension == dimension)
                .ToDictionary(r => r.Key.View.Key, r => r.Value);
            var listed = await views.ListAsync(dimension, generation, token)
                .ToDictionaryAsync(k => k.Key, k => k.Tally, cancellationToken: token);
            Assert.Equal(expected.Keys.Order(StringComparer.Ordinal), listed.Keys.Order(StringComparer.Ordinal));
            foreach (var (key, tally) in expected)
            {
                Assert.Equal(tally, listed[key]);
                var windows = await views.ReadWindowsAsync(new ViewKey(dimension, key), generation, int.MinValue, int.MaxValue, token);
                var known = Rows.Where(r => r.Key.Window is not null && r.Key.View == new ViewKey(dimension, key));
                Assert.Equal(known.Select(r => new WindowTally(r.Key.Window!.Value, r.Value)).OrderBy(w => w.Window), windows);
            }
        }
    }

    private void Add(ViewRowKey key, in FlightFact fact)
    {
        if (!Rows.TryGetValue(key, out var tally))
            Rows.Add(key, tally = new FlightTally());
        tally.Add(fact);
    }
}
