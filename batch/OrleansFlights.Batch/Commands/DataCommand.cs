using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OrleansFlights.Batch.Compaction;
using OrleansFlights.Batch.Runs;
using OrleansFlights.Log;
using OrleansFlights.Views;

namespace OrleansFlights.Batch.Commands;

/// <summary><c>data</c>: how much the embedded stores hold, and what may go.</summary>
internal static class DataCommand
{
    public static Command Create(string[] settings) =>
        new("data", "Shows how much the stores in files of this machine hold, and lets go of what nobody needs.")
        {
            Usage(settings), Prune(settings),
        };

    private static Command Usage(string[] settings)
    {
        var data = BatchServices.Data();
        var json = JsonOutput.Option();
        var command = new Command("usage", "Shows the size of each store, and what of the log may go.") { json, data };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var services = BatchServices.Open(settings, parsed.GetValue(data));
            var stores = Stores(services);
            var plan = await services.GetRequiredService<LogRetention>().PlanAsync(cancellation);
            var ranges = await services.GetRequiredService<IEventLog>().Events.GetOffsetsAsync(cancellation);
            var total = stores.Sum(s => s.Bytes);
            var result = new
            {
                total,
                stores = stores.Select(s => new { s.What, s.Path, s.Bytes }),
                log = ranges.Select(r => new { r.Partition, r.Begin, r.End }),
                prunable = plan.Sum(t => t.Before - t.Begin),
            };
            await JsonOutput.WriteAsync(parsed.GetValue(json), result, Text(stores, ranges, plan, total));
            return 0;
        });
        return command;
    }

    private static Command Prune(string[] settings)
    {
        var data = BatchServices.Data();
        var json = JsonOutput.Option();
        var dryRun = new Option<bool>("--dry-run") { Description = "Only say what would go." };
        var shrink = new Option<bool>("--shrink")
        {
            Description = "Also give what is free inside the database files back to the disk: rewrites them, and writers wait meanwhile.",
        };
        var command = new Command(
            "prune",
            "Lets the log forget what Log:Truncate or Log:Sqlite:KeepMegabytes allow and nobody needs, "
            + "retires old generations and joins small archive files.")
        {
            dryRun, shrink, json, data,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(dryRun) && result.GetValue(shrink))
                result.AddError("--dry-run and --shrink exclude each other.");
        });
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var services = BatchServices.Open(settings, parsed.GetValue(data));
            var before = Stores(services).Sum(s => s.Bytes);
            var retention = services.GetRequiredService<LogRetention>();
            IReadOnlyList<LogTrim> plan;
            using (await services.GetRequiredService<RunLocks>().AcquireAsync(cancellation))
            {
                plan = await retention.PlanAsync(cancellation);
                if (!parsed.GetValue(dryRun))
                    await PruneAsync(services, retention, plan, cancellation);
            }

            if (parsed.GetValue(shrink))
                await Task.Run(() => DatabaseFiles.Shrink(Stores(services).Select(s => s.Path)), cancellation);
            var after = Stores(services).Sum(s => s.Bytes);
            var result = new
            {
                dryRun = parsed.GetValue(dryRun),
                records = plan.Sum(t => t.Before - t.Begin),
                partitions = plan.Select(t => new { t.Partition, t.Begin, t.Before, t.End, t.HeldBy }),
                bytesBefore = before,
                bytesAfter = after,
            };
            await JsonOutput.WriteAsync(parsed.GetValue(json), result, Text(plan, parsed.GetValue(dryRun), before, after));
            return 0;
        });
        return command;
    }

    private static async Task PruneAsync(
        IServiceProvider services, LogRetention retention, IReadOnlyList<LogTrim> plan, CancellationToken cancellation)
    {
        await services.GetRequiredService<IBatchViewsWriter>()
            .RetireAsync(services.GetRequiredService<IOptions<ViewsOptions>>().Value.Keep, cancellation);
        await retention.ApplyAsync(plan, cancellation);
        await services.GetRequiredService<Compactor>().CompactAsync(cancellation);
    }

    private static IReadOnlyList<(string What, string Path, long Bytes)> Stores(IServiceProvider services)
    {
        var configuration = services.GetRequiredService<IConfiguration>();
        return [.. EmbeddedState.FindLog(configuration), .. EmbeddedState.Find(configuration)];
    }

    private static IEnumerable<string> Text(
        IReadOnlyList<(string What, string Path, long Bytes)> stores, IReadOnlyList<OffsetRange> log, IReadOnlyList<LogTrim> plan,
        long total)
    {
        foreach (var (what, path, bytes) in stores)
            yield return string.Create(CultureInfo.InvariantCulture, $"{bytes,15:N0} bytes  {what}, {path}");
        yield return string.Create(CultureInfo.InvariantCulture, $"{total,15:N0} bytes in all");
        foreach (var range in log)
            yield return $"log partition {range.Partition}: offsets {range.Begin} to {range.End}";
        foreach (var line in Text(plan, dryRun: true))
            yield return line;
        yield return "The archive keeps every record: it is what views can be made from again";
    }

    private static IEnumerable<string> Text(IReadOnlyList<LogTrim> plan, bool dryRun, long before, long after) =>
        Text(plan, dryRun).Append(string.Create(CultureInfo.InvariantCulture, $"{before:N0} bytes before, {after:N0} now"));

    private static IEnumerable<string> Text(IReadOnlyList<LogTrim> plan, bool dryRun)
    {
        foreach (var trim in plan.Where(t => t.Before > t.Begin))
            yield return
                $"partition {trim.Partition}: the log {(dryRun ? "may forget" : "forgot")} offsets {trim.Begin} "
                + $"to {trim.Before}{(trim.HeldBy is null ? "" : $"; {trim.HeldBy} needs the rest")}";
        if (plan.All(t => t.Before <= t.Begin))
            yield return "There is nothing in the log that may go (Log:Truncate, Log:Sqlite:KeepMegabytes)";
    }
}
