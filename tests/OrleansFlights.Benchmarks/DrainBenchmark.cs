using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OrleansFlights.Cluster.Hosting;
using OrleansFlights.Flights;
using OrleansFlights.Grains.Contracts;
using OrleansFlights.Grains.Views;
using OrleansFlights.Log;
using OrleansFlights.Log.Hosting;
using OrleansFlights.Streams;
using OrleansFlights.Streams.Delivery;
using OrleansFlights.Views;

namespace OrleansFlights.Benchmarks;

/// <summary>
/// Drains a preloaded log through the stream provider into the grains, beside reading, parsing and grouping the same log without grains.
/// </summary>
internal sealed class DrainBenchmark(
    int events, int routes, int partitions, IReadOnlyList<Dimension> dimensions, string directory, string logDirectory)
{
    private const int ReaderThreads = 2;

    public async Task RunAsync()
    {
        var workload = new Workload(routes);
        await using (var services = LogOnly().BuildServiceProvider())
        {
            var eventLog = services.GetRequiredService<IEventLog>();
            if (await eventLog.Events.GetOffsetsAsync(CancellationToken.None) is var ranges && ranges.Sum(e => e.End - e.Begin) == events)
                workload.Count(events);
            else
                Console.WriteLine(await Measurement.OfAsync("append", events, () => workload.AppendAsync(eventLog.Events, events)));
            Console.WriteLine(await Measurement.OfAsync("read, parse, group", events, () => ReadOnlyAsync(eventLog.Events)));
        }

        GC.Collect();
        using var host = Silo();
        Console.WriteLine(await Measurement.OfAsync("drain into grains, queryable", events, () => DrainAsync(host)));
        await CheckAsync(host, workload);
        await host.StopAsync();
    }

    private static async Task DrainAsync(IHost host)
    {
        await host.StartAsync();
        var pipeline = host.Services.GetRequiredService<IGrainFactory>().GetGrain<IPipelineGrain>(IPipelineGrain.Key);
        while ((await pipeline.Read()).Partitions is var all && !all.All(p => p.Watermark == p.EndOffset))
            await Task.Delay(100);
    }

    private static async Task CheckAsync(IHost host, Workload workload)
    {
        var grains = host.Services.GetRequiredService<IGrainFactory>();
        long wrong = 0;
        foreach (var (route, count) in workload.Expected)
        {
            if ((await grains.View(new ViewKey(Dimension.Route, route)).Read()).Tally.Events != count)
                wrong++;
        }

        Console.WriteLine($"{workload.Expected.Count:N0} routes checked against what was sent: {wrong:N0} differences");
        if (wrong > 0)
            Environment.ExitCode = 1;
    }

    private async Task ReadOnlyAsync(ITopic log)
    {
        var ranges = await log.GetOffsetsAsync(CancellationToken.None);
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, ReaderThreads).Select(_ => Task.Factory.StartNew(
            () =>
            {
                while (Interlocked.Increment(ref next) is var i && i < ranges.Count)
                    new GroupingReader(log, ranges[i], new FlightRecordMapper(dimensions)).ReadAll();
            },
            TaskCreationOptions.LongRunning)));
    }

    private ServiceCollection LogOnly()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddFlightLog(Configuration());
        return services;
    }

    private IHost Silo()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Configuration.AddConfiguration(Configuration());
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddFlightLog(builder.Configuration);
        builder.Services.AddSingleton<IBatchViews, EmptyBatchViews>();
        builder.AddFlightSilo();
        return builder.Build();
    }

    private IConfiguration Configuration()
    {
        var settings = new Dictionary<string, string?>
        {
            ["Data:Path"] = directory,
            ["Log:Sqlite:File"] = Path.Combine(logDirectory, "log.db"),
            ["Log:Partitions"] = $"{partitions}",
            ["Log:SegmentBits"] = "16",
        };
        for (var i = 0; i < dimensions.Count; i++)
            settings[$"Grains:Dimensions:{i}"] = dimensions[i].Name();
        return new ConfigurationBuilder().AddInMemoryCollection(settings).AddEnvironmentVariables().Build();
    }

    private sealed class GroupingReader(ITopic log, OffsetRange range, FlightRecordMapper mapper) : ILogRecordSink
    {
        private readonly PolledBatchBuilder<FlightFact> _builder = new(range.Partition, range.Begin, 0);

        public void ReadAll()
        {
            using var reader = log.OpenReader(range.Partition, range.Begin);
            while (reader.Position < range.End)
            {
                reader.Read(this, new LogStreamOptions().PollRecords, TimeSpan.FromSeconds(1), CancellationToken.None);
                _builder.Close(reader.Position);
            }
        }

        public void OnRecord(in LogRecord record)
        {
            if (mapper.Map(in record, _builder) is { } reason)
                throw new InvalidDataException(reason);
        }
    }
}
