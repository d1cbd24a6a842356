using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using OrleansFlights.Batch.DeadLetters;

namespace OrleansFlights.Batch.Commands;

/// <summary><c>dead-letters replay</c>: submit them again after what was wrong is mended.</summary>
internal static class ReplayCommand
{
    public static Command Create(string[] settings)
    {
        var data = BatchServices.Data();
        var chosen = new DeadLetterOptions();
        var all = new Option<bool>("--all") { Description = "Replay every one; needed when no other option chooses." };
        var again = new Option<bool>("--again") { Description = "Also those replayed before; their events then count once more." };
        var anyway = new Option<bool>("--unchecked") { Description = "Also those that this build still rejects." };
        var dry = new Option<bool>("--dry-run") { Description = "Only count what would be submitted." };
        var json = JsonOutput.Option();
        var command = new Command(
            "replay",
            "Appends the bytes of dead letters to the topic of events, as new records with their old key and timestamp. Each is submitted "
            + "once, however "
            + "often this runs, and only if this build takes it as a flight event now; the letters themselves stay where they are.")
        {
            all, again, anyway, dry, json, data,
        };
        chosen.AddTo(command);
        command.Validators.Add(result =>
        {
            if (chosen.Filter(result).TakesAll != result.GetValue(all))
                result.AddError("Choose with --reason, --partition, --from or --to, or take --all.");
        });
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var services = BatchServices.Open(settings, parsed.GetValue(data));
            var mode = new ReplayMode(parsed.GetValue(again), parsed.GetValue(anyway), parsed.GetValue(dry));
            var result = await ConsoleProgress.StatusAsync<ReplayResult, ReplayResult>(
                done => $"{done.Submitted} submitted",
                progress =>
                    services.GetRequiredService<DeadLetterReplayer>().ReplayAsync(chosen.Filter(parsed), mode, progress, cancellation));
            await JsonOutput.WriteAsync(
                parsed.GetValue(json),
                new { mode.DryRun, result.Submitted, result.ReplayedBefore, result.StillRejected },
                $"{(mode.DryRun ? "Would submit" : "Submitted")} {result.Submitted} records; left out "
                + $"{result.ReplayedBefore} replayed before and "
                + $"{result.StillRejected} that are still no flight events");
            return result.StillRejected == 0 ? 0 : BatchApp.Failed;
        });
        return command;
    }
}
