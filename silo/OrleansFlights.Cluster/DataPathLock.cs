using OrleansFlights.Foundation.Settings;

namespace OrleansFlights.Cluster;

/// <summary>
/// Holds a data directory for one instance as long as its process lives; the system lets go of it however the process ends.
/// </summary>
public sealed class DataPathLock : IDisposable
{
    private const string FileName = "silo.lock";

    private readonly FileStream _file;

    /// <summary>Takes the directory, made when it does not exist.</summary>
    /// <exception cref="SettingException">Another instance holds it, or it cannot be written.</exception>
    public DataPathLock(DataOptions options)
    {
        var path = Path.GetFullPath(options.Path);
        try
        {
            System.IO.Directory.CreateDirectory(path);
            _file = new FileStream(Path.Combine(path, FileName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new SettingException("Data:Path", path, $"a directory that this process may write to ({e.Message})");
        }
        catch (IOException e)
        {
            throw new SettingException("Data:Path", path, $"a directory that can be written and that no other instance uses ({e.Message})");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
