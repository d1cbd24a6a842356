using System.Globalization;
using DuckDB.NET.Data;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OrleansFlights.Batch.Archive;
using OrleansFlights.Batch.Engine;
using OrleansFlights.Batch.Verification;

namespace OrleansFlights.Batch.Compaction;

/// <summary>
/// Makes small files into large ones. The large file is there before the small ones go, and every reader takes each offset from one file
/// only, so answers do not change. Belongs inside the run lock, because runs expect files to stay.
/// </summary>
public sealed class Compactor(
    IArchiveStore store, WorkDirectory scratch, IOptions<ArchiveOptions> options, IOptions<BatchOptions> batch, ArchiveVerifier verifier,
        ILogger<Compactor> logger)
{
    private const int RowGroupRecords = 100_000;

    /// <summary>Joins files until no run of them is worth joining.</summary>
    /// <exception cref="ArchiveException">The archive cannot be read or written.</exception>
    public async Task CompactAsync(CancellationToken cancellationToken)
    {
        if (options.Value.CompactBelow == 0)
            return;
        var listing = await store.ListAllAsync(cancellationToken);
        foreach (var partition in listing.Files.Select(f => f.Partition).Distinct())
            await CompactAsync(listing.Of(partition), cancellationToken);
    }

    private async Task CompactAsync(ArchiveListing listing, CancellationToken cancellationToken)
    {
        // What was changed is left as it is, for `batch verify` to name, and so is what no manifest names yet.
        var entries = listing.Entries.ToList();
        var files = listing.Files.Where(f => new ArchiveListing([f], entries).EntriesOf(f).Any()).Except(listing.Resized).ToList();
        while (true)
        {
            foreach (var file in CompactionPlan.Superfluous(files))
            {
                await store.RemoveAsync(file, cancellationToken);
                files.Remove(file);
                foreach (var entry in new ArchiveListing([], entries).EntriesOf(file).ToList())
                {
                    await store.RemoveEntryAsync(entry, cancellationToken);
                    entries.Remove(entry);
                }
            }

            var run = CompactionPlan.Next(files, options.Value.CompactBelow);
            if (run.Count == 0)
                return;
            var check = await verifier.CheckAsync(new ArchiveListing(files, entries), run, cancellationToken);
            if (check.Changed.Count > 0)
            {
                files.RemoveAll(check.Changed.Contains);
                continue;
            }

            var joined = await JoinAsync(run, new ArchiveListing(run, entries), cancellationToken);
            files.Add(joined.File);
            entries.Add(joined);
        }
    }

    private async Task<ArchiveEntry> JoinAsync(IReadOnlyList<ArchiveFile> run, ArchiveListing listing, CancellationToken cancellationToken)
    {
        var paths = new List<string>();
        foreach (var file in run)
            paths.Add(await store.OpenAsync(file, cancellationToken));
        var known = run.Select(f => listing.EntriesOf(f).First()).ToList();
        var logs = known.Select(k => k.Log).Distinct().ToList();

        var joined = new ArchiveFile(run[0].Partition, run[0].First, run[^1].End);
        try
        {
            await using var duck = DuckDbWorkDirectory.Open(scratch, batch.Value);
            var target = Path.Combine(duck.Folder, "joined.parquet");
            DuckDbEngine.Execute(duck.Connection, Copy(paths, target), cancellationToken);
            var entry = await ArchiveEntry.OfAsync(
                joined, target, known.Sum(k => k.Records), logs is [var log]
                    ? log : logs.OfType<string>().FirstOrDefault(), known.Min(k => k.Schema), cancellationToken);
            await store.PutEntryAsync(entry, cancellationToken);
            await store.PutAsync(joined, target, cancellationToken);
            ArchiveMessages.Compacted(logger, run.Count, joined.Partition, joined.First, joined.End);
            return entry;
        }
        catch (DuckDBException e)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new ArchiveException($"Joining {run.Count} files of {store.Location} from {run[0].Name} failed: {e.Message}", e);
        }
    }

    private static string Copy(IEnumerable<string> paths, string target) => string.Create(
        CultureInfo.InvariantCulture,
        $"""
         COPY (SELECT * FROM read_parquet([{string.Join(", ", paths.Select(DuckDbEngine.Text))}], hive_partitioning = false, union_by_name = true) ORDER BY "offset")
         TO {DuckDbEngine.Text(target)} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {RowGroupRecords})
         """);
}
