using System.CommandLine;
using OrleansFlights.Benchmarks;
using OrleansFlights.Flights;

var events = new Option<int>("--events") { DefaultValueFactory = _ => 1_000_000, Description = "Events to preload." };
var routes = new Option<int>("--routes") { DefaultValueFactory = _ => 10_000, Description = "Routes, chosen by a Zipf law." };
var partitions = new Option<int>("--partitions") { DefaultValueFactory = _ => 8, Description = "Partitions of the log." };
var dimensions = new Option<string[]>("--dimensions")
{
    DefaultValueFactory = _ => [],
    Description = "Dimensions to keep views of; all when none is given.",
    AllowMultipleArgumentsPerToken = true,
};

var log = new Option<string?>("--log") { Description = "Directory that keeps the SQLite log, used again when it holds the events; a temporary one when it is not given." };

var drain = new Command(
    "drain",
    "Drains a preloaded log into the grains, beside reading it without grains. The log is SQLite, or what Log__Provider and Log__Kafka__BootstrapServers say.")
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

return await new RootCommand("Measures the speed layer.") { drain }.Parse(args).InvokeAsync();
