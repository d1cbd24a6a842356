using System.CommandLine;
using System.Globalization;
using OrleansFlights.Import;
using OrleansFlights.Import.Importing;
using OrleansFlights.Import.Sources;
using OrleansFlights.Log;
using OrleansFlights.Producer.Console;

namespace OrleansFlights.Producer.Commands;

/// <summary><c>replay</c>: files of past flights to the log.</summary>
internal static class ReplayCommand
{
    private const string Help =
        """
        Sends files of past flights to the log: CSV, JSON or Parquet, plain or packed (gzip, zstd, xz, bzip2, zip, tar), in UTF-8 or UTF-16; files, folders,
        patterns, or - for standard input. What a file is shows in its bytes, not in its name. Event times are kept.

        Lines of JSON that are flight events go to the log as they are. Everything else is a table, and its rows are mapped:
          fields     flight_id, airline, flight_number, origin*, destination*, date, scheduled_departure*, actual_departure, delay (minutes), status, cancelled,
                     diverted, actual_arrival, model, registration, event_time, codeshare. Each comes from the column of that or a similar name, or from what
                     --map says. * a file must have. Try --check first: it shows the mapping and the first events.
          status     With a status column each row is one event. Without, each row is a flight: 'scheduled' at its scheduled departure, then 'cancelled', or
                     'departed' at the actual departure (or scheduled + delay), then 'diverted' or 'landed' as far as the row says.
          airports   IATA codes, ICAO codes, or ids of the US Department of Transportation. Airline codes become names.
          times      RFC 3339 and its usual variants, dates, HHMM with a date column, seconds to nanoseconds since 1970. Without zone they are UTC, or with
                     --zone airport local; HHMM is local. A time that the clocks skip in spring counts on as if they had not, one that comes twice is the first.
          defaults   airline 'Unknown', model and registration empty; flight_id carrier, number, date and origin, or else the file's name, hash and row.
        Nothing is sent before all files are understood, undamaged, and at least half of the first 1,000 rows of each are flights. A row that is no flight is
        skipped and reported; then the exit code is 1 (0 with --accept-bad). What was imported is remembered by its content: the same again adds nothing, and an
        import that was killed goes on where it was, each event once.

        Example: replay flights-3m.parquet --map scheduled_departure=date
        """;

    private const int CheckedRows = 10_000;
    private const int ShownEvents = 5;

    public static Command Create(ProducerEnvironment environment, string[] settings)
    {
        var files = new Argument<string[]>("FILE")
        {
            Description =
            "Files, folders, patterns, or - for standard input, in the order they are sent.",
            Arity = ArgumentArity.OneOrMore
        };
        var speed = new Option<string>("--speed")
        {
            Description = "Seconds of event time per second, such as 60, or max for as fast as the log takes them; default: max.",
            DefaultValueFactory = _ => "max",
        };
        speed.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() is { } text && ParseSpeed(text) is null)
                result.AddError($"--speed is '{text}'; allowed: a number above 0, or max.");
        });
        var check = new Option<bool>("--check") { Description = "Only show what would be read and how; send nothing." };
        var acceptBad = new Option<bool>(
            "--accept-bad")
        { Description = "Rows that are no flights are no failure, however many there are." };
        var again = new Option<bool>("--again") { Description = "Import what was imported before once more." };
        var report = new Option<string?>("--bad-rows")
        {
            Description =
            "The file for rows that are no flights, with reasons; default: FILE.bad.jsonl in the working directory."
        };
        var save = new Option<string?>("--save-profile") { Description = "With --check: write the mapping to this file, for --profile." };
        var switches = new ReplaySwitches();
        var data = SharedOptions.Data();
        var command = new Command("replay", Help) { files, check, speed, acceptBad, again, report, save, data };
        switches.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            using var plan = await Task.Run(
                () => ImportPlan.Make(parsed.GetRequiredValue(files), switches.Read(parsed), environment.Time, cancellation), cancellation);
            foreach (var note in plan.Notes)
                await environment.Error.WriteLineAsync(note);
            if (parsed.GetValue(save) is { } profile)
                await SaveAsync(plan, profile);
            if (parsed.GetValue(check))
                return await CheckAsync(environment, plan);
            await Task.Run(() => plan.Verify(parsed.GetValue(acceptBad)), cancellation);
            using var bad = new BadRowReport(parsed.GetValue(report) ?? DefaultReport(environment, plan));
            return await RunAsync(
                environment,
                settings,
                parsed.GetValue(data),
                plan,
                new ReplayMode(ParseSpeed(parsed.GetRequiredValue(speed))
                    ?? double.PositiveInfinity, parsed.GetValue(again), parsed.GetValue(acceptBad)),
                bad,
                cancellation);
        });
        return command;
    }

    private static async Task<int> CheckAsync(ProducerEnvironment environment, ImportPlan plan)
    {
        var enough = true;
        foreach (var source in plan.Sources)
        {
            foreach (var line in source.Describe())
                await environment.Output.WriteLineAsync(line);
            var probe = await Task.Run(() => source.Try(CheckedRows, ShownEvents));
            foreach (var sample in probe.Samples)
                await environment.Output.WriteLineAsync($"  {sample}");
            await environment.Output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"  {probe.Good:N0} of the first {probe.Rows:N0} rows are "
                + $"flights{(probe.LeftOut > 0 ? $", {probe.LeftOut:N0} are code shares" : "")}{(probe.Bad > 0 ? $", {probe.Bad:N0} are not:" : "")}"));
            foreach (var reason in probe.Reasons)
                await environment.Output.WriteLineAsync($"  {reason}");
            enough &= probe.IsGoodEnough;
        }

        return SharedOptions.ExitCode(enough);
    }

    private static async Task SaveAsync(ImportPlan plan, string path)
    {
        if (plan.Sources.OfType<TableSource>().FirstOrDefault() is not { } table)
            throw new ImportException("--save-profile: these files hold flight events already and need no profile.");
        await File.WriteAllTextAsync(path, table.ToProfile().Write());
    }

    private static async Task<int> RunAsync(
        ProducerEnvironment environment, string[] settings, string? data, ImportPlan plan, ReplayMode mode, BadRowReport bad,
            CancellationToken cancellation)
    {
        await using var log = await LogConnection.OpenAsync(environment, settings, data, cancellation);
        await using var imports = new ImportLog(
            log.Imports ?? throw new LogException("This log cannot remember what was imported."), log.Events.Topic, environment.Time,
                log.ImportLogger);
        var importer = new Importer(imports, mode.Speed, mode.Again, bad, environment.Time);
        var summary = new RunSummary(environment.Time);
        var failed = 0L;
        try
        {
            await environment.Progress.RunAsync(
                $"Replaying to {log.Events.Topic}", plan.Sources.Sum(source => (double)source.Part.Bytes), async progress =>
            {
                var before = 0.0;
                foreach (var source in plan.Sources)
                {
                    var result = await importer.RunAsync(
                        source,
                        start => Announce(environment, source, start),
                        batch =>
                        {
                            Count(summary, source, batch);
                            progress.Report(before + (batch.Share * source.Part.Bytes));
                        },
                        cancellation);
                    before += source.Part.Bytes;
                    Conclude(environment, source, result);
                    failed += result.WasDone ? 0 : result.To.Bad;
                }
            });
        }
        finally
        {
            summary.Write(environment.Output);
            if (File.Exists(bad.Path) && summary.Skipped > 0)
                await environment.Output.WriteLineAsync($"Bad rows     {bad.Path}");
        }

        return SharedOptions.ExitCode(failed == 0 || mode.AcceptBad);
    }

    private static void Announce(ProducerEnvironment environment, ImportSource source, ImportState start)
    {
        foreach (var line in source.Describe().Where(line => !line.StartsWith("  columns", StringComparison.Ordinal)))
            environment.Output.WriteLine(line);
        if (start.Row > 0)
            environment.Output.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"  goes on after row {start.Row:N0}, of which {start.Events:N0} events are on the log"));
    }

    private static void Conclude(ProducerEnvironment environment, ImportSource source, ImportResult result)
    {
        if (result.WasDone)
        {
            environment.Output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{source.Part.Name} was imported before{(result.To.Name == source.Part.Name ? "" : $" as {result.To.Name}")}: "
                + $"{result.To.Row:N0} rows, {result.To.Events:N0} events. Nothing is added; --again imports it once more."));
        }
        else if (result.To.LeftOut > 0)
        {
            environment.Output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                    $"{source.Part.Name}: {result.To.LeftOut:N0} code shares left out; --keep-codeshares takes them"));
        }
    }

    private static void Count(RunSummary summary, ImportSource source, ImportBatch batch)
    {
        foreach (var record in batch.Records)
            summary.Add(record);
        foreach (var row in batch.BadRows)
        {
            var problem = new Import.Events.RowProblem(row.Column, row.Value, row.Reason);
            summary.Skip($"{Path.GetFileName(source.Part.Name)} {row.Where}", problem.ToString());
        }
    }

    private static string DefaultReport(ProducerEnvironment environment, ImportPlan plan)
    {
        var name = plan.Sources.Count == 1 && plan.Sources[0].Part.Name != "standard input"
            ? Path.GetFileName(plan.Sources[0].Part.Name) : "replay";
        return Path.Combine(environment.Folder, name + BadRowReport.Ending);
    }

    private static double? ParseSpeed(string text) =>
        text == "max" ? double.PositiveInfinity
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var speed) && speed > 0 && double.IsFinite(speed)
            ? speed
        : null;

    /// <summary>How a run sends.</summary>
    private sealed record ReplayMode(double Speed, bool Again, bool AcceptBad);
}
