using System.CommandLine;
using System.Globalization;
using OrleansFlights.Producer.Console;
using OrleansFlights.Producer.Replay;

namespace OrleansFlights.Producer.Commands;

/// <summary><c>replay</c>: files of past flights to the log.</summary>
internal static class ReplayCommand
{
    private const string Help =
        """
        Sends files of past flights to the log: JSON lines, gzipped or not, or Parquet. Event times are kept.

        Lines of JSON go to the log as they are, valid or not, unless --map is given. Rows of Parquet (and of JSON lines with --map) are mapped:
          fields     flight_id, airline, origin*, destination*, scheduled_departure*, actual_departure, delay (minutes), status, model, registration,
                     event_time; each from the column of that name, or from the one that --map names. * a file must have.
          status     With a status column each row is one event. Without, each row is a 'scheduled' event at its scheduled departure and, if it has an
                     actual departure or a delay (actual = scheduled + delay), a 'departed' event at the actual one.
          defaults   airline 'Unknown', model and registration empty, flight_id the file's name and the row's number, event_time the departure.
          times      RFC 3339, or without zone (then UTC), or Unix milliseconds.
        A row that cannot be mapped is counted, the first reasons are shown, and the exit code is 1.

        Example: replay flights-3m.parquet --map scheduled_departure=date
        """;

    public static Command Create(ProducerEnvironment environment, string[] settings)
    {
        var files = new Argument<FileInfo[]>("FILE") { Description = "The files, in the order they are sent.", Arity = ArgumentArity.OneOrMore };
        files.AcceptExistingOnly();
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
        var map = new Option<string[]>("--map") { Description = "FIELD=COLUMN: the column that holds a field; may be given more than once." };
        var data = SharedOptions.Data();
        var command = new Command("replay", Help) { files, speed, map, data };
        command.SetAction((parsed, cancellation) => RunAsync(
            environment,
            settings,
            parsed.GetValue(data),
            parsed.GetRequiredValue(files),
            ParseSpeed(parsed.GetRequiredValue(speed)) ?? double.PositiveInfinity,
            ColumnMapping.Parse(parsed.GetValue(map) ?? []),
            cancellation));
        return command;
    }

    private static async Task<int> RunAsync(
        ProducerEnvironment environment, string[] settings, string? data, FileInfo[] files, double speed, ColumnMapping mapping, CancellationToken cancellation)
    {
        var sources = files.Select(file => ReplaySource.Of(file, mapping, environment.Time)).ToArray();
        await using var log = await LogConnection.OpenAsync(environment, settings, data, cancellation);
        var summary = new RunSummary(environment.Time);
        var replay = new FileReplay(log.Appender, speed, summary, environment.Time);
        try
        {
            await environment.Progress.RunAsync(
                $"Replaying to {log.Events.Topic}", files.Sum(file => file.Length), progress => replay.RunAsync(sources, progress, cancellation));
        }
        finally
        {
            summary.Write(environment.Output);
        }

        return SharedOptions.ExitCode(summary.Skipped == 0);
    }

    private static double? ParseSpeed(string text) =>
        text == "max" ? double.PositiveInfinity
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var speed) && speed > 0 && double.IsFinite(speed) ? speed
        : null;
}
