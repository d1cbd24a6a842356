using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OrleansFlights.Flights;
using OrleansFlights.Log;
using OrleansFlights.Log.Hosting;

namespace OrleansFlights.Search.Tests;

/// <summary>A log in a directory of its own, of at most three partitions.</summary>
internal sealed class TestLog : IAsyncDisposable
{
    private const int MostPartitions = 3;

    private readonly string _directory = Directory.CreateTempSubdirectory("flight-search-log-").FullName;
    private readonly ServiceProvider _services;
    private readonly long[] _ends = new long[MostPartitions];
    private readonly GrowingLog _log;
    private int _partitions;

    public TestLog(int partitions = MostPartitions)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new("Data:Path", _directory), new("Log:Partitions", $"{MostPartitions}")]).Build();
        _services = new ServiceCollection().AddLogging().AddFlightLog(configuration).BuildServiceProvider();
        _log = new GrowingLog(_services.GetRequiredService<IEventLog>(), partitions);
        _partitions = partitions;
    }

    public IEventLog Logs => _log;

    /// <summary>Every event that was appended, where it lies now.</summary>
    public List<PlacedEvent> Events { get; } = [];

    /// <summary>Appends events of which many come more than once and out of order, and among them records that are no events.</summary>
    public async Task AppendAsync(int seed, int count, int flights)
    {
        var random = new Random(seed);
        var events = PlacedEvent.Random(seed, count, flights);
        var sent = events.Concat(events.Where(_ => random.Next(5) == 0)).Select(e => e.Flight).ToArray();
        random.Shuffle(sent);
        var entries = new List<LogEntry>();
        foreach (var flight in sent)
        {
            var partition = random.Next(_partitions);
            if (random.Next(10) == 0)
            {
                entries.Add(new LogEntry(default, "{\"flight_id\":7"u8.ToArray(), 0, partition));
                _ends[partition]++;
            }

            entries.Add(new LogEntry(default, FlightEventWriter.ToBytes(flight), flight.EventTime.ToUnixTimeMilliseconds(), partition));
            Events.Add(new PlacedEvent(flight, partition, _ends[partition]++));
        }

        await Logs.Events.AppendAsync(entries.ToArray(), TestContext.Current.CancellationToken);
    }

    /// <summary>Adds partitions.</summary>
    public void Grow(int partitions)
    {
        _log.Grow(partitions);
        _partitions = partitions;
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }
}
