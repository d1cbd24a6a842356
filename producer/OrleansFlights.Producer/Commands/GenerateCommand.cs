using System.CommandLine;
using OrleansFlights.Producer.Console;
using OrleansFlights.Producer.Files;
using OrleansFlights.Simulation;

namespace OrleansFlights.Producer.Commands;

/// <summary><c>generate</c>: simulated flights to files.</summary>
internal static class GenerateCommand
{
    private const long MostRecords = 10_000_000_000;
    private const int DefaultRecordsPerFile = 1_000_000;
    private const int DefaultSeed = 1;

    public static Command Create(ProducerEnvironment environment)
    {
        var output = new Option<DirectoryInfo>(
            "--out")
        { Description = "The directory to write to; made when it does not exist.", Required = true };
        var count = SharedOptions.Ranged("--count", "How many records to write.", 1L, MostRecords);
        count.Required = true;
        var seed = new Option<int>("--seed")
        {
            Description = $"The same seed gives the same bytes; default: {DefaultSeed}.",
            DefaultValueFactory = _ => DefaultSeed
        };
        var start = SharedOptions.Instant("--start", "When the first event happens.", GeneratedRecords.DefaultStart);
        var perFile = SharedOptions.Ranged("--per-file", $"Records per file; default: {DefaultRecordsPerFile}.", 1, int.MaxValue);
        perFile.DefaultValueFactory = _ => DefaultRecordsPerFile;
        var gzip = new Option<bool>("--gzip") { Description = "Compress the files (.jsonl.gz)." };
        var faults = new FaultSwitches();
        var command = new Command(
            "generate",
                "Writes simulated flight events to files of JSON lines: one day of whole life cycles at least, longer at more than 5 "
                + "events a second.")
        {
            output, count, seed, start, perFile, gzip,
        };
        faults.AddTo(command);
        command.SetAction((parsed, cancellation) => RunAsync(
            environment,
            new EventFiles(parsed.GetRequiredValue(output), parsed.GetValue(perFile), parsed.GetValue(gzip)),
            GeneratedRecords.Of(parsed.GetValue(count), parsed.GetValue(start), parsed.GetValue(seed), faults.Read(parsed)),
            parsed.GetValue(count),
            cancellation));
        return command;
    }

    private static async Task<int> RunAsync(
        ProducerEnvironment environment, EventFiles files, IEnumerable<OutgoingRecord> records, long count, CancellationToken cancellation)
    {
        var summary = new RunSummary(environment.Time);
        try
        {
            await environment.Progress.RunAsync(
                "Generating", count, progress => files.WriteAsync(records, summary, progress, cancellation));
        }
        finally
        {
            summary.Write(environment.Output);
            await environment.Output.WriteLineAsync($"Files        {files.Written} in {files.Directory.FullName}");
        }

        return 0;
    }
}
