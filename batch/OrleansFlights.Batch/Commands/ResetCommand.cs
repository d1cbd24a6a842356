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
        var json = JsonOutput.Option();
        var command = new Command(
            "reset", "Discards snapshots, checkpoints, generations, archive and search index, to start over from the log there is now.")
        {
            dryRun, yes, json, data,
        };
        command.SetAction(async (parsed, _) =>
        {
            var configuration = BatchServices.Configure(settings, parsed.GetValue(data));
            DataDirectory.ThrowUnlessThere(configuration);
            using var held = EmbeddedState.TryHold(configuration);
            if (held is null)
                throw new BatchException("A gateway or silo uses the data directory (Data:Path); stop it first. Nothing was discarded.");
            var state = EmbeddedState.Find(configuration);
            var elsewhere = EmbeddedState.Elsewhere(configuration).ToList();
            var (asJson, dry) = (parsed.GetValue(json), parsed.GetValue(dryRun));
            if (!asJson)
                await TellAsync(state, elsewhere);
            if (!dry && state.Count > 0 && !parsed.GetValue(yes) && (asJson || !await ConfirmsAsync()))
                throw new BatchException("Nothing was discarded; --yes discards it.");
            if (!dry)
                EmbeddedState.Discard(state);
            var result = new
            {
                dryRun = dry,
                found = state.Select(s => new { s.What, s.Path, s.Bytes }),
                elsewhere,
                discarded = !dry && state.Count > 0,
            };
            if (asJson)
                await JsonOutput.WriteAsync(true, result);
            else if (!dry)
                await Console.Out.WriteLineAsync(
                    state.Count == 0 ? "There is nothing to discard here"
                    : "Discarded; the next start counts from the beginning of the log");
            if (dry)
                return 0;
            return elsewhere.Count == 0 || state.Count > 0 ? 0 : BatchApp.Failed;
        });
        return command;
    }

    private static async Task TellAsync(IEnumerable<(string What, string Path, long Bytes)> state, IEnumerable<string> elsewhere)
    {
        foreach (var (what, path, bytes) in state)
            await Console.Out.WriteLineAsync(FormattableString.Invariant($"{path}  {what}, {bytes:N0} bytes"));
        foreach (var what in elsewhere)
            await Console.Out.WriteLineAsync($"not touched by this command: {what}");
    }

    private static async Task<bool> ConfirmsAsync()
    {
        if (Console.IsInputRedirected)
            return false;
        await Console.Out.WriteAsync("Discard all of it? (yes/no) ");
        return (await Console.In.ReadLineAsync())?.Trim() is "yes" or "y";
    }
}
