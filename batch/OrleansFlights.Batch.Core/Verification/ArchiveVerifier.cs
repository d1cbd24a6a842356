using System.Globalization;
using DuckDB.NET.Data;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OrleansFlights.Batch.Archive;
using OrleansFlights.Batch.Engine;

namespace OrleansFlights.Batch.Verification;

/// <summary>What a check of the archive found.</summary>
/// <param name="Listing">What is there.</param>
/// <param name="Checked">Files that were read and compared with their checksums.</param>
/// <param name="Changed">Files that are not what was written.</param>
/// <param name="Adopted">Files that no manifest named until now.</param>
public sealed record ArchiveCheck(
    ArchiveListing Listing, int Checked, IReadOnlyList<ArchiveFile> Changed, IReadOnlyList<ArchiveFile> Adopted)
{
    /// <summary>What may be counted: everything but the changed files, which are as good as lost.</summary>
    public ArchiveListing Intact => Listing.Without(Changed);
}

/// <summary>Compares files with the manifest, and takes files into it that older builds archived without one.</summary>
public sealed class ArchiveVerifier(
    IArchiveStore store, WorkDirectory scratch, IOptions<BatchOptions> options, ILogger<ArchiveVerifier> logger)
{
    /// <summary>Checks everything, byte for byte.</summary>
    /// <exception cref="ArchiveException">The archive cannot be read.</exception>
    public async Task<ArchiveCheck> CheckAllAsync(CancellationToken cancellationToken)
    {
        var listing = await store.ListAllAsync(cancellationToken);
        return await CheckAsync(listing, listing.Files, cancellationToken);
    }

    /// <summary>Checks some files byte for byte, and the sizes of all.</summary>
    /// <exception cref="ArchiveException">The archive cannot be read.</exception>
    public async Task<ArchiveCheck> CheckAsync(
        ArchiveListing listing, IReadOnlyCollection<ArchiveFile> files, CancellationToken cancellationToken)
    {
        var changed = listing.Resized.ToHashSet();
        var adopted = new List<ArchiveFile>();
        var entries = listing.Entries.ToList();
        foreach (var file in files.Where(f => !changed.Contains(f)))
        {
            var known = listing.EntriesOf(file).ToList();
            var records = known.Count > 0 ? known[0].Records : await CountAsync(file, cancellationToken);
            if (records < 0)
            {
                changed.Add(file);
                continue;
            }

            var now = await DescribeAsync(file, records, cancellationToken);
            if (known.Count == 0)
            {
                await store.PutEntryAsync(now, cancellationToken);
                entries.Add(now);
                adopted.Add(file);
            }
            else if (known.All(k => k.Sha256 != now.Sha256))
            {
                changed.Add(file);
            }
        }

        if (adopted.Count > 0)
            ArchiveMessages.Adopted(logger, adopted.Count, store.Location);
        return new ArchiveCheck(new ArchiveListing(listing.Files, entries), files.Count, [.. changed], adopted);
    }

    private async Task<ArchiveEntry> DescribeAsync(ArchiveFile file, long records, CancellationToken cancellationToken)
    {
        try
        {
            return await ArchiveEntry.OfAsync(
                file, await store.OpenAsync(file, cancellationToken), records, null, ArchiveSchema.UnlistedVersion, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ArchiveException($"The file {file.Name} of {store.Location} cannot be read: {e.Message}", e) { IsTransient = true };
        }
    }

    /// <summary>How many records a file holds; negative when it cannot be read as one.</summary>
    private async Task<long> CountAsync(ArchiveFile file, CancellationToken cancellationToken)
    {
        var path = await store.OpenAsync(file, cancellationToken);
        await using var duck = DuckDbWorkDirectory.Open(scratch, options.Value);
        try
        {
            await using var command = DuckDbEngine.Command(
                duck.Connection, $"SELECT count(*) FROM read_parquet({DuckDbEngine.Text(path)}, hive_partitioning = false)");
            return Convert.ToInt64(await command.ExecuteScalarAsync(cancellationToken), CultureInfo.InvariantCulture);
        }
        catch (DuckDBException) when (File.Exists(path))
        {
            return -1;
        }
    }
}
