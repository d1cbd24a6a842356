namespace OrleansFlights.Batch;

/// <summary>
/// A directory for files that matter only to the process that made them. Each is locked while its process lives, so what dead processes
/// left can be told apart and removed.
/// </summary>
public sealed class WorkDirectory
{
    private readonly string _directory;

    /// <summary>Opens the directory, which is made when it does not exist, and removes what dead processes left.</summary>
    /// <exception cref="BatchException">It cannot be made.</exception>
    public WorkDirectory(string directory)
    {
        _directory = Path.GetFullPath(directory);
        try
        {
            Directory.CreateDirectory(_directory);
            foreach (var file in Directory.EnumerateFiles(_directory))
                RemoveIfDead(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BatchException($"The scratch directory {_directory} cannot be used: {e.Message}", e);
        }
    }

    /// <summary>A path in the directory for a file or folder that its user locks or removes.</summary>
    public string PathOf(string name) => Path.Combine(_directory, name);

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

    private static void RemoveIfDead(string file)
    {
        try
        {
            using (new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
                File.Delete(file);
        }
        catch (IOException)
        {
            // Locked: its process lives. Or gone: another process was first.
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
