namespace OrleansFlights.Batch;

/// <summary>
/// A directory for files that matter only to the process that made them. Each process has a folder of its own in it, and holds a lock
/// beside that folder while it lives: so processes do not touch each other's files, and what dead ones left can be told apart and removed.
/// </summary>
public sealed class WorkDirectory : IDisposable
{
    private const string Lock = ".lock";
    private readonly string _directory;
    private readonly string _own;
    private readonly FileStream _alive;

    /// <summary>Opens the directory, which is made when it does not exist, and removes what dead processes left.</summary>
    /// <exception cref="BatchException">It cannot be made.</exception>
    public WorkDirectory(string directory)
    {
        _directory = Path.GetFullPath(directory);
        try
        {
            Directory.CreateDirectory(_directory);
            (_own, _alive) = MakeOwn();
            RemoveDead();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BatchException($"The scratch directory {_directory} cannot be used: {e.Message}", e);
        }
    }

    /// <summary>A path for a file or folder of this process.</summary>
    public string PathOf(string name) => Path.Combine(_own, name);

    /// <summary>Removes what dead processes left, and what builds left that had no folders of their own.</summary>
    public void RemoveDead()
    {
        foreach (var file in Directory.EnumerateFiles(_directory))
            RemoveIfDead(file);
        foreach (var folder in Directory.EnumerateDirectories(_directory))
        {
            if (folder != _own && !File.Exists(folder + Lock))
                Remove(() => Directory.Delete(folder, recursive: true));
        }
    }

    /// <summary>Removes the folder of this process.</summary>
    public void Dispose()
    {
        Remove(() => Directory.Delete(_own, recursive: true));
        Remove(() => File.Delete(_own + Lock));
        _alive.Dispose();
    }

    /// <summary>Makes an empty file.</summary>
    internal ScratchFile Create(string name, string extension)
    {
        var path = PathOf($"{name}-{Guid.NewGuid():N}{extension}");
        try
        {
            return new ScratchFile(path, new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 16));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BatchException($"The scratch file {path} cannot be made: {e.Message}", e);
        }
    }

    private (string Folder, FileStream Alive) MakeOwn()
    {
        while (true)
        {
            var folder = Path.Combine(_directory, Guid.NewGuid().ToString("N"));
            if (TryLock(folder + Lock, FileMode.CreateNew) is not { } alive)
                continue;

            // Another process may have found the lock before it was held, taken it for a dead one's and removed it.
            if (File.Exists(folder + Lock))
            {
                Directory.CreateDirectory(folder);
                return (folder, alive);
            }

            alive.Dispose();
        }
    }

    private void RemoveIfDead(string file)
    {
        if (file == _own + Lock || TryLock(file, FileMode.Open) is not { } dead)
            return;
        using (dead)
        {
            var folder = file.EndsWith(Lock, StringComparison.Ordinal) ? file[..^Lock.Length] : null;
            if (folder is not null && Directory.Exists(folder))
                Remove(() => Directory.Delete(folder, recursive: true));
            Remove(() => File.Delete(file));
        }
    }

    private static FileStream? TryLock(string file, FileMode mode)
    {
        try
        {
            return new FileStream(file, mode, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException) when (File.Exists(file) || mode == FileMode.Open)
        {
            // Locked: its process lives. Or gone: another process was first.
            return null;
        }
    }

    private static void Remove(Action delete)
    {
        try
        {
            delete();
        }
        catch (DirectoryNotFoundException)
        {
            // Another process was first.
        }
    }
}

/// <summary>A file in scratch space, removed when disposed.</summary>
internal sealed class ScratchFile(string path, FileStream stream) : IAsyncDisposable
{
    public string Path { get; } = path;

    public FileStream Stream { get; } = stream;

    public async ValueTask DisposeAsync()
    {
        try
        {
            await Stream.DisposeAsync();
        }
        finally
        {
            File.Delete(Path);
        }
    }
}
