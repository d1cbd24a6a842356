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
        var json = JsonOutput.Option();
        var command = new Command("verify",
            "Compares every file of the archive with its manifest, byte for byte. Fails when a file was lost or changed.") { json, data };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var services = BatchServices.Open(settings, parsed.GetValue(data));
            var check = await ConsoleProgress.StatusAsync<ArchiveCheck, string>(
                words => words, _ => services.GetRequiredService<ArchiveVerifier>().CheckAllAsync(cancellation));
            return await PrintAsync(check, parsed.GetValue(json));
        });
        return command;
    }

    private static async Task<int> PrintAsync(ArchiveCheck check, bool json)
    {
        var partitions = check.Intact.Coverage.Values.OrderBy(c => c.Partition).Select(cover => new
        {
            cover.Partition,
            Files = check.Listing.Of(cover.Partition).Files.Count,
            cover.Begin,
            cover.End,
            Holes = cover.Holes.Select(h => new { h.From, h.To }).ToList(),
            Lost = cover.Gaps.Concat(Tail(check, cover)).Select(g => new { g.From, g.To }).ToList(),
        }).ToList();
        var lost = partitions.Sum(p => p.Lost.Count);
        var text = new List<string>();
        foreach (var partition in partitions)
        {
            text.Add($"partition {partition.Partition}: {partition.Files} files, offsets {partition.Begin} to {partition.End}");
            text.AddRange(partition.Holes.Select(h => $"  offsets {h.From} to {h.To}: the log forgot them before they were archived"));
            text.AddRange(partition.Lost.Select(g => $"  offsets {g.From} to {g.To}: archived once, and missing now"));
        }

        text.AddRange(check.Changed.Select(file => $"changed: {file.Name}"));
        if (check.Adopted.Count > 0)
            text.Add($"{check.Adopted.Count} files that no manifest named were taken into it");
        text.Add($"{check.Checked} files checked, {check.Changed.Count} changed, {lost} ranges lost");
        var result = new
        {
            check.Checked,
            Changed = check.Changed.Select(f => f.Name),
            Adopted = check.Adopted.Count,
            Lost = lost,
            partitions,
        };
        await JsonOutput.WriteAsync(json, result, text);
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
