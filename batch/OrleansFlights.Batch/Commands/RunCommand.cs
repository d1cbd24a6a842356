using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using OrleansFlights.Batch.Runs;

namespace OrleansFlights.Batch.Commands;

/// <summary><c>run</c>: a new generation from the archive.</summary>
internal static class RunCommand
{
    public static Command Create(string[] settings)
    {
        var data = BatchServices.Data();
        var full = new Option<bool>("--full") { Description = "Count the whole archive anew." };
        var incremental = new Option<bool>("--incremental") { Description = "Add what is new to the published generation; the default." };
        var publish = new Option<bool>("--publish") { Description = "Publish the generation when it is complete." };
        var command = new Command("run", "Computes the views of what is archived, as a new generation.") { full, incremental, publish, data };
        command.Validators.Add(result =>
        {
            if (result.GetValue(full) && result.GetValue(incremental))
                result.AddError("--full and --incremental exclude each other.");
        });
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var services = BatchServices.Open(settings, parsed.GetValue(data));
            await OnceAsync(services, parsed.GetValue(full), parsed.GetValue(publish), cancellation);
            return 0;
        });
        return command;
    }

    /// <summary>Makes one generation and says what it is.</summary>
    public static async Task OnceAsync(IServiceProvider services, bool full, bool publish, CancellationToken cancellation)
    {
        var result = await ConsoleProgress.StatusAsync<RunResult, RunProgress>(
            stage => stage.Rows == 0 ? stage.Stage : $"{stage.Stage}, {stage.Rows} rows",
            progress => services.GetRequiredService<BatchRunner>().RunAsync(full, publish, progress, cancellation));
        await Console.Out.WriteLineAsync(result.Generation is { } generation
            ? $"Generation {generation.Id} ({generation.Mode}), cut at {generation.Cut}: {result.Rows} rows in {result.Elapsed.TotalSeconds:F1} s{(publish ? ", published" : "")}"
            : "Nothing new to count");
    }
}
