using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using OrleansFlights.Batch.Export;

namespace OrleansFlights.Batch.Commands;

/// <summary><c>export</c>: views, windows and flights as files for other tools.</summary>
internal static class ExportCommand
{
    public static Command Create(string[] settings)
    {
        var data = BatchServices.Data();
        var what = new Argument<ExportKind>("WHAT")
        {
            Description =
            "views (a tally per view), windows (a tally per view and 5 minutes) or flights (the events themselves)."
        };
        var output = new Option<string>(
            "--out")
        { Description = "The file; .csv, .parquet or .json says the format unless --format does.", Required = true };
        var format = new Option<ExportFormat?>("--format") { Description = "csv, parquet or json (an object a line)." };
        var generation = new Option<long?>("--generation") { Description = "As of this generation; default: the published one." };
        var json = JsonOutput.Option();
        var command = new Command("export", "Writes what a generation counted to a file that Spark, DuckDB, pandas and Trino read.") { what,
            output, format, generation, json, data };
        command.Validators.Add(result =>
        {
            if (result.GetValue(format) is null && result.GetValue(output) is { } file && Format(file) is null)
                result.AddError($"--out is '{file}'; allowed: a name that ends in .csv, .parquet, .json or .jsonl, or any with --format.");
        });
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var services = BatchServices.Open(settings, parsed.GetValue(data));
            var file = parsed.GetRequiredValue(output);
            var export = new ExportOptions(
                parsed.GetValue(what), parsed.GetValue(format) ?? Format(file)!.Value, file, parsed.GetValue(generation));
            var result = await ActivatorUtilities.CreateInstance<Exporter>(services).ExportAsync(export, cancellation);
            await JsonOutput.WriteAsync(
                parsed.GetValue(json),
                new { result.Rows, result.Generation, file = Path.GetFullPath(file) },
                $"Exported {result.Rows} rows of generation {result.Generation} to {Path.GetFullPath(file)}");
            return 0;
        });
        return command;
    }

    private static ExportFormat? Format(string file) => Path.GetExtension(file).ToLowerInvariant() switch
    {
        ".csv" => ExportFormat.Csv,
        ".parquet" => ExportFormat.Parquet,
        ".json" or ".jsonl" or ".ndjson" => ExportFormat.Json,
        _ => null,
    };
}
