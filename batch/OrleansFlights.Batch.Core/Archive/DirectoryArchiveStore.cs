namespace OrleansFlights.Batch.Archive;

/// <summary>
/// An archive in a directory. A file is written beside its place under another name, flushed to the disk and renamed, so a name that can be
/// parsed stands for a whole file.
/// </summary>
public sealed class DirectoryArchiveStore : IArchiveStore
{
    private const string Unfinished = ".part";
    private static readonly TimeSpan UnfinishedAge = TimeSpan.FromHours(1);
    private readonly string _root;

    /// <summary>Opens the archive of a topic.</summary>
    public DirectoryArchiveStore(string directory, string topic)
    {
        _root = Path.Combine(Path.GetFullPath(directory), topic);
    }

    /// <inheritdoc/>
    public string Location => _root;

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<ArchiveFile>> ListAsync(CancellationToken cancellationToken) =>
        (await ListAllAsync(cancellationToken)).Files;

    /// <inheritdoc/>
    public ValueTask<ArchiveListing> ListAllAsync(CancellationToken cancellationToken) => Guarded(() =>
    {
        var (files, entries) = (new List<ArchiveFile>(), new List<ArchiveEntry>());
        if (!Directory.Exists(_root))
            return ArchiveListing.Empty;
        foreach (var found in new DirectoryInfo(_root).EnumerateFiles("*", SearchOption.AllDirectories))
        {
            var name = Path.GetRelativePath(_root, found.FullName).Replace('\\', '/');
            if (ArchiveFile.TryParse(name, Size(found), out var file))
                files.Add(file);
            else if (ArchiveEntry.TryParse(name, out var entry))
                entries.Add(entry);
            else if (found.Name.EndsWith(Unfinished, StringComparison.Ordinal) && DateTime.UtcNow - found.LastWriteTimeUtc > UnfinishedAge)
                found.Delete();
        }

        return new ArchiveListing(files, entries);
    });

    /// <inheritdoc/>
    public ValueTask PutEntryAsync(ArchiveEntry entry, CancellationToken cancellationToken) => new(Guarded(
        () =>
        {
            var target = Path.Combine(_root, entry.Name);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            using var stream = new FileStream(target, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite);
            stream.Flush(flushToDisk: true);
            return true;
        }).AsTask());

    /// <inheritdoc/>
    public ValueTask RemoveEntryAsync(ArchiveEntry entry, CancellationToken cancellationToken) => new(Guarded(
        () =>
        {
            var target = Path.Combine(_root, entry.Name);
            if (Directory.Exists(Path.GetDirectoryName(target)))
                File.Delete(target);
            return true;
        }).AsTask());

    /// <inheritdoc/>
    public ValueTask PutAsync(ArchiveFile file, string localFile, CancellationToken cancellationToken)
    {
        var target = PathOf(file);
        var part = $"{target}.{Guid.NewGuid():N}{Unfinished}";
        return new(Guarded(
            () =>
            {
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                try
                {
                    File.Move(localFile, part);
                    using (var stream = new FileStream(part, FileMode.Open, FileAccess.ReadWrite))
                        stream.Flush(flushToDisk: true);
                    File.Move(part, target, overwrite: true);
                }
                catch
                {
                    File.Delete(part);
                    throw;
                }

                return true;
            }).AsTask());
    }

    /// <inheritdoc/>
    public ValueTask<string> OpenAsync(ArchiveFile file, CancellationToken cancellationToken) => new(PathOf(file));

    /// <inheritdoc/>
    public ValueTask RemoveAsync(ArchiveFile file, CancellationToken cancellationToken) => new(Guarded(
        () =>
        {
            File.Delete(PathOf(file));
            return true;
        }).AsTask());

    private static long Size(FileInfo found)
    {
        try
        {
            return found.Length;
        }
        catch (FileNotFoundException)
        {
            return 0;
        }
    }

    private string PathOf(ArchiveFile file) => Path.Combine(_root, file.Name);

    private ValueTask<T> Guarded<T>(Func<T> work)
    {
        try
        {
            return new(work());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return ValueTask.FromException<T>(
                new ArchiveException($"The archive {_root} failed: {e.Message}", e) { IsTransient = e is not DirectoryNotFoundException });
        }
    }
}
