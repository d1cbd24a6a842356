using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using OrleansFlights.Batch.Archive;
using OrleansFlights.Batch.Verification;

namespace OrleansFlights.Batch.Commands;

/// <summary><c>verify</c>: is the archive what was written?</summary>
internal static class VerifyCommand
{
    public static Command Create(string[] settings)
    {
        var data = BatchServices.Data();
        var command = new Command("verify",
            "Compares every file of the archive with its manifest, byte for byte. Fails when a file was lost or changed.") { data };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var services = BatchServices.Open(settings, parsed.GetValue(data));
            var check = await ConsoleProgress.StatusAsync<ArchiveCheck, string>(
                words => words, _ => services.GetRequiredService<ArchiveVerifier>().CheckAllAsync(cancellation));
            return await PrintAsync(check);
        });
        return command;
    }

    private static async Task<int> PrintAsync(ArchiveCheck check)
    {
        var lost = 0;
        foreach (var cover in check.Intact.Coverage.Values.OrderBy(c => c.Partition))
        {
            var files = check.Listing.Of(cover.Partition).Files;
            await Console.Out.WriteLineAsync($"partition {cover.Partition}: {files.Count} files, offsets {cover.Begin} to {cover.End}");
            foreach (var hole in cover.Holes)
                await Console.Out.WriteLineAsync($"  offsets {hole.From} to {hole.To}: the log forgot them before they were archived");
            foreach (var gap in cover.Gaps.Concat(Tail(check, cover)))
            {
                lost++;
                await Console.Out.WriteLineAsync($"  offsets {gap.From} to {gap.To}: archived once, and missing now");
            }
        }

        foreach (var file in check.Changed)
            await Console.Out.WriteLineAsync($"changed: {file.Name}");
        if (check.Adopted.Count > 0)
            await Console.Out.WriteLineAsync($"{check.Adopted.Count} files that no manifest named were taken into it");
        await Console.Out.WriteLineAsync($"{check.Checked} files checked, {check.Changed.Count} changed, {lost} ranges lost");
        return check.Changed.Count == 0 && lost == 0 ? 0 : BatchApp.Failed;
    }

    /// <summary>What was archived behind the end of what is left.</summary>
    private static IEnumerable<Views.GenerationHole> Tail(ArchiveCheck check, PartitionCoverage cover)
    {
        var end = check.Listing.Of(cover.Partition).Entries.Max(e => (long?)e.File.End) ?? 0;
        if (end > cover.End)
            yield return new Views.GenerationHole(cover.Partition, cover.End, end);
    }
}
