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
        var holes = new Option<bool>("--accept-holes")
        {
            Description =
            "Count without what the archive lost; the generation says so, and answers that they are incomplete."
        };
        var json = JsonOutput.Option();
        var command = new Command(
            "run", "Computes the views of what is archived, as a new generation.") { full, incremental, publish, holes, json, data };
        command.Validators.Add(result =>
        {
            if (result.GetValue(full) && result.GetValue(incremental))
                result.AddError("--full and --incremental exclude each other.");
        });
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var services = BatchServices.Open(settings, parsed.GetValue(data));
            await OnceAsync(
                services, parsed.GetValue(full), parsed.GetValue(publish), cancellation, parsed.GetValue(holes), parsed.GetValue(json));
            return 0;
        });
        return command;
    }

    /// <summary>Makes one generation and says what it is.</summary>
    public static async Task OnceAsync(
        IServiceProvider services, bool full, bool publish, CancellationToken cancellation, bool acceptHoles = false, bool json = false)
    {
        var result = await ConsoleProgress.StatusAsync<RunResult, RunProgress>(
            stage => stage.Rows == 0 ? stage.Stage : $"{stage.Stage}, {stage.Rows} rows",
            progress => services.GetRequiredService<BatchRunner>().RunAsync(full, publish, progress, cancellation, acceptHoles));
        var summary = new
        {
            generation = result.Generation is { } made ? GenerationJson.Of(made) : null,
            result.Rows,
            seconds = result.Elapsed.TotalSeconds,
            published = publish && result is { Generation: not null, HeldBackBy: null },
            heldBackBy = GenerationJson.Of(result.HeldBackBy),
        };
        await JsonOutput.WriteAsync(json, summary, Text(result, publish));
    }

    private static IEnumerable<string> Text(RunResult result, bool publish)
    {
        yield return result.Generation is { } generation
            ? $"Generation {generation.Id} ({generation.Mode}), cut at {generation.Cut}: {result.Rows} rows "
                + $"in {result.Elapsed.TotalSeconds:F1} s{(publish && result.HeldBackBy is null ? ", published" : "")}"
            : "Nothing new to count";
        if (result.Generation?.Holes is { Count: > 0 } without)
            yield return $"It does not count {string.Join(' ', without)}, which nobody has any more: answers say that they are incomplete";
        if (result.HeldBackBy is { } pin)
            yield return
                $"Not published: generation {pin.Generation} is pinned since {pin.Since.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'} "
                + $"({pin.Reason}); batch unpin lets runs publish again";
    }
}
