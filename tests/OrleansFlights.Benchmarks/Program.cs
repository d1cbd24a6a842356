using System.CommandLine;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OrleansFlights.Benchmarks;
using OrleansFlights.Flights;
using OrleansFlights.Log;
using OrleansFlights.Log.Hosting;

var events = new Option<int>("--events") { DefaultValueFactory = _ => 1_000_000, Description = "Events to preload." };
var routes = new Option<int>("--routes") { DefaultValueFactory = _ => 10_000, Description = "Routes, chosen by a Zipf law." };
var partitions = new Option<int>("--partitions") { DefaultValueFactory = _ => 8, Description = "Partitions of the log." };
var dimensions = new Option<string[]>("--dimensions")
{
    DefaultValueFactory = _ => [],
    Description = "Dimensions to keep views of; all when none is given.",
    AllowMultipleArgumentsPerToken = true,
};

var log = new Option<string?>("--log")
{
    Description =
    "Directory that keeps the SQLite log, used again when it holds the events; a temporary one when it is not given."
};

var drain = new Command(
    "drain",
    "Drains a preloaded log into the grains, beside reading it without grains. The log is SQLite, or what Log__Provider and "
    + "Log__Kafka__BootstrapServers say.")
{
    events, routes, partitions, dimensions, log,
};
drain.SetAction(async (arguments, _) =>
{
    var kept = arguments.GetValue(log) is { } path ? System.IO.Directory.CreateDirectory(path) : null;
    var directory = System.IO.Directory.CreateTempSubdirectory("flights-drain-");
    try
    {
        var names = arguments.GetValue(dimensions)!;
        var chosen = names.Length == 0 ? Dimensions.All : [.. names.Select(Dimensions.Parse)];
        await new DrainBenchmark(
            arguments.GetValue(events),
            arguments.GetValue(routes),
            arguments.GetValue(partitions),
            chosen,
            directory.FullName,
            (kept ?? directory).FullName).RunAsync();
    }
    finally
    {
        directory.Delete(recursive: true);
    }
});

var gateway = new Option<string>("--gateway") { DefaultValueFactory = _ => "http://localhost:8088", Description = "A running gateway." };
var rate = new Option<int>("--rate") { DefaultValueFactory = _ => 10_000, Description = "Events per second beside what is measured." };
var seconds = new Option<int>("--seconds") { DefaultValueFactory = _ => 30, Description = "How long to measure, after a warm-up." };
var data = new Option<string>("--data") { DefaultValueFactory = _ => "data", Description = "The gateway's Data:Path." };
var latency = new Command(
    "latency",
    "Measures the time from an event's append to the first query and the subscription's message that count it. The log is as for drain.")
{
    gateway, rate, seconds, routes, data,
};
latency.SetAction((arguments, _) => WithLogAsync(arguments, log => new LatencyBenchmark(
    log, new Uri(arguments.GetValue(gateway)!), arguments.GetValue(routes), arguments.GetValue(rate),
        TimeSpan.FromSeconds(arguments.GetValue(seconds))).RunAsync()));

var connections = new Option<int>("--connections") { DefaultValueFactory = _ => 16, Description = "Connections that ask." };
var queries = new Command("queries", "Measures route queries per second beside queries that read nothing. The log is as for drain.")
{
    gateway, rate, seconds, routes, data, connections,
};
queries.SetAction((arguments, _) => WithLogAsync(arguments, log => new QueryBenchmark(
    log,
    new Uri(arguments.GetValue(gateway)!),
    arguments.GetValue(routes),
    arguments.GetValue(rate),
    arguments.GetValue(connections),
    TimeSpan.FromSeconds(arguments.GetValue(seconds))).RunAsync()));

var live = new Option<int>(
    "--subscriptions")
{ DefaultValueFactory = _ => 10_000, Description = "Live subscriptions, each of a route of its own." };
var subscriptions = new Command(
    "subscriptions", "Keeps many live subscriptions and says how many lack the newest state in the end. The log is as for drain.")
{
    gateway, rate, seconds, routes, data, live,
};
subscriptions.SetAction((arguments, _) => WithLogAsync(arguments, log => new SubscriptionBenchmark(
    log,
    new Uri(arguments.GetValue(gateway)!),
    arguments.GetValue(routes),
    arguments.GetValue(rate),
    arguments.GetValue(live),
    TimeSpan.FromSeconds(arguments.GetValue(seconds))).RunAsync()));

var keep = new Option<string?>(
    "--directory")
{ Description = "Where to keep the archive, and to find it the next time; without it a temporary one." };
var batch = new Command(
    "batch", "Archives events and runs the batch layer over them, beside DuckDB alone and Spark.") { events, routes, partitions, keep };
batch.SetAction(async (arguments, _) =>
{
    var kept = arguments.GetValue(keep);
    var directory = kept is null ? System.IO.Directory.CreateTempSubdirectory("flights-batch-") : System.IO.Directory.CreateDirectory(kept);
    try
    {
        await new BatchBenchmark(arguments.GetValue(events), arguments.GetValue(routes), arguments.GetValue(partitions), directory.FullName)
            .RunAsync();
    }
    finally
    {
        if (kept is null)
            directory.Delete(recursive: true);
    }
});

var archive = new Argument<string>("ARCHIVE");
var count = new Command(RouteCount.Command, "Counts the events of each route of an archive with DuckDB.") { archive };
count.SetAction(arguments => RouteCount.Run(arguments.GetValue(archive)!));

return await new RootCommand("Measures the speed and the batch layer.") { drain, latency, queries, subscriptions, batch, count }.Parse(args)
    .InvokeAsync();

async Task WithLogAsync(ParseResult arguments, Func<ITopic, Task> run)
{
    var configuration = new ConfigurationBuilder()
        .AddInMemoryCollection(new Dictionary<string, string?> { ["Data:Path"] = arguments.GetValue(data) }).AddEnvironmentVariables()
            .Build();
    await using var services = new ServiceCollection().AddLogging().AddFlightLog(configuration).BuildServiceProvider();
    await run(services.GetRequiredService<IEventLog>().Events);
}
