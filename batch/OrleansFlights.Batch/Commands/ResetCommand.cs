using System.CommandLine;

namespace OrleansFlights.Batch.Commands;

/// <summary>
/// <c>reset</c>: discards all that was made from a log, so that it is made again from the log there is now. The log itself stays.
/// </summary>
internal static class ResetCommand
{
    public static Command Create(string[] settings)
    {
        var data = BatchServices.Data();
        var dryRun = new Option<bool>("--dry-run") { Description = "Only say what would be discarded." };
        var yes = new Option<bool>("--yes") { Description = "Discard it without asking." };
        var command = new Command(
            "reset", "Discards snapshots, checkpoints, generations, archive and search index, to start over from the log there is now.")
        {
            dryRun, yes, data,
        };
        command.SetAction(async (parsed, _) =>
        {
            var configuration = BatchServices.Configure(settings, parsed.GetValue(data));
            using var held = EmbeddedState.TryHold(configuration);
            if (held is null)
                throw new BatchException("A gateway or silo uses the data directory (Data:Path); stop it first. Nothing was discarded.");
            var state = EmbeddedState.Find(configuration);
            foreach (var (what, path, bytes) in state)
                await Console.Out.WriteLineAsync(FormattableString.Invariant($"{path}  {what}, {bytes:N0} bytes"));
            var elsewhere = EmbeddedState.Elsewhere(configuration).ToList();
            foreach (var what in elsewhere)
                await Console.Out.WriteLineAsync($"not touched by this command: {what}");
            if (parsed.GetValue(dryRun))
                return 0;
            if (state.Count > 0 && !parsed.GetValue(yes) && !await ConfirmsAsync())
                throw new BatchException("Nothing was discarded; --yes discards it.");
            EmbeddedState.Discard(state);
            await Console.Out.WriteLineAsync(
                state.Count == 0 ? "There is nothing to discard here" : "Discarded; the next start counts from the beginning of the log");
            return elsewhere.Count == 0 || state.Count > 0 ? 0 : BatchApp.Failed;
        });
        return command;
    }

    private static async Task<bool> ConfirmsAsync()
    {
        if (Console.IsInputRedirected)
            return false;
        await Console.Out.WriteAsync("Discard all of it? (yes/no) ");
        return (await Console.In.ReadLineAsync())?.Trim() is "yes" or "y";
    }
}
