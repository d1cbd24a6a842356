namespace OrleansFlights.Batch.Archive;

/// <summary>
/// Where the files of one topic's archive lie. A file appears whole or not at all, and never changes; a file that is put twice holds the
/// same records both times.
/// </summary>
/// <remarks>Every method throws <see cref="ArchiveException"/> when the store cannot do it.</remarks>
public interface IArchiveStore
{
    /// <summary>Where that is, for people.</summary>
    string Location { get; }

    /// <summary>All files that are there now.</summary>
    ValueTask<IReadOnlyList<ArchiveFile>> ListAsync(CancellationToken cancellationToken);

    /// <summary>All files and all entries of the manifests that are there now.</summary>
    ValueTask<ArchiveListing> ListAllAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Adds an entry to its partition's manifest, in one atomic step. Durable on return; nothing happens when it is there already.
    /// </summary>
    ValueTask PutEntryAsync(ArchiveEntry entry, CancellationToken cancellationToken);

    /// <summary>Removes an entry; nothing happens when it is gone already.</summary>
    ValueTask RemoveEntryAsync(ArchiveEntry entry, CancellationToken cancellationToken);

    /// <summary>Adds a file, in one atomic step. Durable on return.</summary>
    /// <param name="file">Its name.</param>
    /// <param name="localFile">Its content, which the store may move away.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask PutAsync(ArchiveFile file, string localFile, CancellationToken cancellationToken);

    /// <summary>A path under which this process can read a file.</summary>
    ValueTask<string> OpenAsync(ArchiveFile file, CancellationToken cancellationToken);

    /// <summary>Removes a file; nothing happens when it is gone already.</summary>
    ValueTask RemoveAsync(ArchiveFile file, CancellationToken cancellationToken);
}
