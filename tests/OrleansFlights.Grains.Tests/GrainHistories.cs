using System.Globalization;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Core.Internal;
using OrleansFlights.Flights;
using OrleansFlights.Grains.Contracts;
using OrleansFlights.Grains.Generations;
using OrleansFlights.Log;
using OrleansFlights.Streams;

namespace OrleansFlights.Grains.Tests;

/// <summary>
/// Random histories over real route grains, real snapshots and a real log: events, repeated and early batches, deactivations, checkpoints,
/// generations published and rolled back. Each answer is compared with a recount of the log below its own watermarks.
/// </summary>
public sealed class GrainHistories(ITestOutputHelper output)
{
    private const int Histories = 100;
    private const int HistoriesPerSilo = Histories;
    private const int StepsPerHistory = 30;
    private const int SegmentBits = 4;

    private static readonly string[] Routes = ["DXB-ZRH", "ZRH-JFK", "JFK-DXB", "LHR-SIN"];
    private readonly List<LoggedFlight> _log = [];

    [Fact]
    public async Task AnyHistory_EveryAnswerOfRealGrains_EqualsARecountBelowItsWatermarks()
    {
        using var directory = new TemporaryDirectory();
        var views = new RecountedBatchViews(() => _log);
        var reads = 0;
        for (var first = 0; first < Histories; first += HistoriesPerSilo)
        {
            await using var pipeline = await Pipeline.StartAsync(
                directory.Path, views, ("Grains:Dimensions:0", Dimensions.Route), ("Log:Partitions", "2"),
                    ("Log:SegmentBits", SegmentBits.ToString(CultureInfo.InvariantCulture)), ("Streams:CheckpointInterval", "00:00:00.200"),
                    ("Grains:GenerationPoll", "00:00:00.100"));
            for (var seed = first; seed < first + HistoriesPerSilo; seed++)
                reads += await RunAsync(pipeline, views, new Random(seed), seed);

            await pipeline.CaughtUpAsync();
            foreach (var route in Routes)
            {
                await Eventually.TrueAsync(
                    async () => (await Read(pipeline, route)).Tally.Events == _log.Count(f => f.Route == route),
                    async () => $"{route}: {(await Read(pipeline, route)).Tally} of {_log.Count(f => f.Route == route)}");
            }
        }

        output.WriteLine($"{Histories} histories, {_log.Count} events, {reads} answers");
    }

    internal static FlightTally Tally(IEnumerable<LoggedFlight> flights)
    {
        var tally = new FlightTally();
        foreach (var flight in flights)
            tally.Add(flight.Fact);
        return tally;
    }

    private async Task<int> RunAsync(Pipeline pipeline, RecountedBatchViews views, Random random, int seed)
    {
        var reads = 0;
        for (var step = 0; step < StepsPerHistory; step++)
        {
            var route = Routes[random.Next(Routes.Length)];
            var grain = pipeline.Grains.View(new ViewKey(Dimension.Route, route));
            switch (random.Next(8))
            {
                case 0:
                    await AppendAsync(pipeline, random);
                    break;
                case 1:
                    await grain.AsReference<IGrainManagementExtension>().DeactivateOnIdle();
                    break;
                case 2 or 3:
                    await RedeliverAsync(grain.AsReference<ICheckpointedConsumer<FlightFact>>(), route, random);
                    break;
                case 4:
                    await grain.AsReference<ICheckpointedConsumer<FlightFact>>().Checkpoint(random.Next(2), random.Next(_log.Count + 1));
                    break;
                case 5 when random.Next(4) == 0 && _log.Count > 0:
                    await PublishAsync(pipeline, views, random);
                    break;
                default:
                    await CheckAsync(pipeline, route, $"history {seed}, step {step}");
                    reads++;
                    break;
            }
        }

        return reads;
    }

    private async Task AppendAsync(Pipeline pipeline, Random random)
    {
        var ends = (await pipeline.Logs.Events.GetOffsetsAsync(CancellationToken.None)).ToDictionary(e => e.Partition, e => e.End);
        var entries = new List<LogEntry>();
        var parser = new FlightEventParser();
        for (var i = random.Next(1, 8); i > 0; i--)
        {
            var route = Routes[random.Next(Routes.Length)];
            var scheduled = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes(random.Next(60));
            var json = $$"""
                {"flight_id":"F{{_log.Count}}","airline":"A","origin":"{{route[..3]}}","destination":"{{route[4..]}}","scheduled_departure":"{{scheduled:yyyy-MM-ddTHH:mm:ssZ}}","actual_departure":"{{scheduled.AddMinutes(random.Next(-10, 90)):yyyy-MM-ddTHH:mm:ssZ}}","status":"{{((FlightStatus)random.Next(FlightStatuses.Count)).Name()}}","aircraft":{"model":"","registration":""},"event_time":"{{scheduled:yyyy-MM-ddTHH:mm:ssZ}}"}
                """;
            var bytes = Encoding.UTF8.GetBytes(json.Trim());
            var partition = random.Next(2);
            Assert.True(parser.Parse(bytes, scheduled.ToUnixTimeMilliseconds(), out var flight).IsValid);
            _log.Add(new LoggedFlight(partition, route, flight.ToFact(ends[partition]++)));
            entries.Add(new LogEntry(default, bytes, scheduled.ToUnixTimeMilliseconds(), partition));
        }

        await pipeline.Logs.Events.AppendAsync(entries.ToArray(), CancellationToken.None);
    }

    /// <summary>Sends a true batch over any stretch of the log: seen before, overlapping, or with something missing before it.</summary>
    private async Task RedeliverAsync(ICheckpointedConsumer<FlightFact> grain, string route, Random random)
    {
        var partition = random.Next(2);
        var end = _log.Where(f => f.Partition == partition).Select(f => f.Fact.Offset + 1).DefaultIfEmpty(0).Max();
        var from = random.NextInt64(end + 1);
        var to = from + random.NextInt64(end - from + 1);
        await grain.Receive(new StreamBatch<FlightFact>
        {
            Partition = partition,
            CoversFrom = from,
            CoversTo = to,
            Events = _log.Where(f => f.Partition == partition && f.Route == route && f.Fact.Offset >= from && f.Fact.Offset < to)
                .Select(f => f.Fact).ToArray(),
        });
    }

    private async Task PublishAsync(Pipeline pipeline, RecountedBatchViews views, Random random)
    {
        var segments = new SegmentSize(SegmentBits);
        var (_, retained) = await views.GetPublishedAsync(CancellationToken.None);
        var newest = retained.Count == 0 ? Cut.Zero : retained[^1].Cut;
        views.Add(newest.Higher(Cut.Of(
            _log.GroupBy(f => f.Partition)
                .Select(p => KeyValuePair.Create(p.Key, segments.BoundaryAtOrBelow(p.Max(f => f.Fact.Offset) + 1))), segments)));
        views.Publish(back: random.Next(2));
        await pipeline.Services.GetRequiredService<GenerationMonitor>().RefreshAsync(CancellationToken.None);
    }

    private static ValueTask<ViewAnswer> Read(Pipeline pipeline, string route) =>
        pipeline.Grains.View(new ViewKey(Dimension.Route, route)).Read();

    private async Task CheckAsync(Pipeline pipeline, string route, string where)
    {
        var answer = await Read(pipeline, route);
        Assert.Equal($"{where}: {Tally(Below(route, answer.Watermarks))}", $"{where}: {answer.Tally}");

        var windows = await pipeline.Grains.View(new ViewKey(Dimension.Route, route)).ReadWindows(new WindowQuery(5, null, null, null));
        var expected = Below(route, windows.Watermarks).GroupBy(f => f.Fact.Window).OrderBy(g => g.Key).Select(g => $"{g.Key}: {Tally(g)}");
        Assert.Equal(expected, windows.Windows.Select(w => $"{w.Start}: {w.Tally}"));
    }

    private IEnumerable<LoggedFlight> Below(string route, IEnumerable<PartitionOffset> watermarks)
    {
        var to = watermarks.ToDictionary(w => w.Partition, w => w.Offset);
        return _log.Where(f => f.Route == route && f.Fact.Offset < to.GetValueOrDefault(f.Partition));
    }
}
