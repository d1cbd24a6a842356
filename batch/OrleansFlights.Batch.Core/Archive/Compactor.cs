using System.Globalization;
using DuckDB.NET.Data;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OrleansFlights.Batch.Engine;
using OrleansFlights.Batch.Runs;

namespace OrleansFlights.Batch.Archive;

/// <summary>
/// Makes small files into large ones. The large file is there before the small ones go, and every reader takes each offset from one file
/// only, so answers do not change. Belongs inside the run lock, because runs expect files to stay.
/// </summary>
public sealed class Compactor(
    IArchiveStore store, WorkDirectory scratch, IOptions<ArchiveOptions> options, IOptions<BatchOptions> batch, ILogger<Compactor> logger)
{
    private const int RowGroupRecords = 100_000;

    /// <summary>Joins files until no run of them is worth joining.</summary>
    /// <exception cref="ArchiveException">The archive cannot be read or written.</exception>
    public async Task CompactAsync(CancellationToken cancellationToken)
    {
        if (options.Value.CompactBelow == 0)
            return;
        foreach (var partition in (await store.ListAsync(cancellationToken)).GroupBy(f => f.Partition))
            await CompactAsync(partition.ToList(), cancellationToken);
    }

    private async Task CompactAsync(List<ArchiveFile> files, CancellationToken cancellationToken)
    {
        while (true)
        {
            foreach (var file in CompactionPlan.Superfluous(files))
            {
                await store.RemoveAsync(file, cancellationToken);
                files.Remove(file);
            }

            var run = CompactionPlan.Next(files, options.Value.CompactBelow);
            if (run.Count == 0)
                return;
            files.Add(await JoinAsync(run, cancellationToken));
        }
    }

    private async Task<ArchiveFile> JoinAsync(IReadOnlyList<ArchiveFile> run, CancellationToken cancellationToken)
    {
        var paths = new List<string>();
        foreach (var file in run)
            paths.Add(await store.OpenAsync(file, cancellationToken));

        var joined = new ArchiveFile(run[0].Partition, run[0].First, run[^1].End);
        try
        {
            await using var duck = DuckDbWorkDirectory.Open(scratch, batch.Value);
            var target = Path.Combine(duck.Folder, "joined.parquet");
            DuckDbEngine.Execute(duck.Connection, Copy(paths, target), cancellationToken);
            await store.PutAsync(joined, target, cancellationToken);
            ArchiveMessages.Compacted(logger, run.Count, joined.Partition, joined.First, joined.End);
            return joined;
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
         COPY (SELECT * FROM read_parquet([{string.Join(", ", paths.Select(DuckDbEngine.Text))}], hive_partitioning = false) ORDER BY "offset")
         TO {DuckDbEngine.Text(target)} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {RowGroupRecords})
         """);
}
