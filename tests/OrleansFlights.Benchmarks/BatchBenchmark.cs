using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OrleansFlights.Batch.Archive;
using OrleansFlights.Batch.Engine;
using OrleansFlights.Batch.Hosting;
using OrleansFlights.Log;
using OrleansFlights.Log.Hosting;

namespace OrleansFlights.Benchmarks;

/// <summary>
/// Archives generated events and measures a full and an incremental run over them, each as a process of its own, beside DuckDB counting
/// routes and Spark running the same SQL files over the same archive.
/// </summary>
internal sealed class BatchBenchmark(int events, int routes, int partitions, string directory)
{
    private const string SparkHome = "FLIGHTS_TEST_SPARK_HOME";
    private static readonly EventsSource SparkSource = new(
        files => $"({string.Join(" UNION ALL ", files.Select(f => $"SELECT * FROM parquet.`{f}`"))}) AS files", '`');

    private string Archive => Path.Combine(directory, "archive", LogOptions.DefaultTopic);

    public async Task RunAsync()
    {
        await using var log = new GeneratedLog(partitions, routes);
        await using var services = Services(log);
        var store = services.GetRequiredService<IArchiveStore>();
        var archiver = services.GetRequiredService<Archiver>();
        foreach (var cover in PartitionCoverage.Of(await store.ListAsync(CancellationToken.None)).Values)
            log.StartAt(cover.Partition, cover.End);
        if ((await store.ListAsync(CancellationToken.None)).Count == 0)
        {
            log.Grow(events);
            Print(await Measurement.OfAsync("generate and archive", events, () => archiver.ArchiveAllAsync(null, CancellationToken.None)));
        }

        var full = await RunAsync("full run", events, "--full");
        Print(full);
        Print(await RoutesAsync());
        if (Environment.GetEnvironmentVariable(SparkHome) is { } spark)
        {
            var compared = await SparkAsync(Path.Combine(spark, "bin", "sql-runner"), await store.ListAsync(CancellationToken.None));
            Print(compared);
            Console.WriteLine(FormattableString.Invariant($"full run: {full.Cpu / compared.Cpu:P0} of Spark's processor time"));
        }

        var more = events / 100;
        log.Grow(more);
        await archiver.ArchiveAllAsync(null, CancellationToken.None);
        Print(await RunAsync("incremental run over 1 % more", more, "--incremental"));
    }

    private static void Print(Measurement measurement) => Console.WriteLine(measurement);

    private Task<Measurement> RunAsync(string name, long counted, string mode) => ProcessMeasurement.OfAsync(
        name,
        counted,
        "dotnet",
        Path.Combine(AppContext.BaseDirectory, "OrleansFlights.Batch.dll"), "run", mode, "--publish", "--data", directory,
            $"--Log:Partitions={partitions}",
            "--Log:SegmentBits=12", "--Archive:CompactBelow=0");

    private Task<Measurement> RoutesAsync() => ProcessMeasurement.OfAsync(
        "DuckDB: count(*) group by route", events, "dotnet", typeof(BatchBenchmark).Assembly.Location, RouteCount.Command, Archive);

    private async Task<Measurement> SparkAsync(string runner, IReadOnlyList<ArchiveFile> files)
    {
        var sql = Directory.CreateDirectory(Path.Combine(directory, "sql")).FullName;
        var results = Path.Combine(directory, "spark");
        var whole = files.Select(f => (new FileSplit(f, f.First, f.End), Path.Combine(Archive, f.Name))).ToList();
        var script = SparkScript.Write(sql, SparkSource.Query(whole), results);
        return await ProcessMeasurement.OfAsync(
            "Spark: the same SQL files", events, runner, ["--master", "local[2]", "--conf", "spark.sql.shuffle.partitions=2",
                .. script.SelectMany(s => new[] { "--sql", s }), "--out", results + ":parquet"]);
    }

    private ServiceProvider Services(GeneratedLog log)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Data:Path"] = directory,
            ["Log:Partitions"] = $"{partitions}",
            ["Archive:RollAge"] = "1.00:00:00",
        }).Build();
        return new ServiceCollection().AddLogging().AddFlightLog(configuration).AddFlightBatchTools(configuration)
            .AddSingleton<IEventLog>(log).BuildServiceProvider();
    }
}
