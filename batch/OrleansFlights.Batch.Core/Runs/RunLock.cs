namespace OrleansFlights.Batch.Runs;

/// <summary>
/// Lets one run work at a time among the processes that share a <c>Data:Path</c>. The lock is the operating system's, on an open file: it
/// ends with its process, however that ends.
/// </summary>
public sealed class RunLock : IDisposable
{
    /// <summary>The lock's name below <c>Data:Path</c>.</summary>
    public const string FileName = "batch.lock";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private readonly FileStream _file;

    private RunLock(FileStream file) => _file = file;

    /// <summary>Waits until no other run works.</summary>
    /// <exception cref="BatchException">The lock file cannot be made.</exception>
    public static async Task<RunLock> AcquireAsync(string path, TimeProvider time, CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (TryAcquire(path) is { } taken)
                return taken;
            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    /// <summary>Takes the lock if it is free.</summary>
    public static RunLock? TryAcquire(string path)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            return new RunLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException) when (File.Exists(path))
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BatchException($"The lock {path} cannot be taken: {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
