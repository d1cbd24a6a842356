using System.Diagnostics;
using System.Globalization;

namespace OrleansFlights.Import.Inputs;

/// <summary>
/// A folder for what an import unpacks, in the system's temporary folder. It goes with the import; what a killed process left, the next one
/// removes.
/// </summary>
internal sealed class Workspace : IDisposable
{
    private const string Prefix = "flights-import-";

    private int _files;

    public Workspace()
    {
        RemoveOrphans();
        Folder = Path.Combine(
            Path.GetTempPath(), string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Environment.ProcessId}-{Guid.NewGuid():N}"));
        Directory.CreateDirectory(Folder);
    }

    public string Folder { get; }

    /// <summary>A path for a new file.</summary>
    public string NewFile() => Path.Combine(Folder, string.Create(CultureInfo.InvariantCulture, $"{Interlocked.Increment(ref _files)}"));

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private static void RemoveOrphans()
    {
        foreach (var folder in Directory.EnumerateDirectories(Path.GetTempPath(), Prefix + "*"))
        {
            var owner = Path.GetFileName(folder)[Prefix.Length..].Split('-')[0];
            if (!int.TryParse(owner, CultureInfo.InvariantCulture, out var process) || IsAlive(process))
                continue;
            try
            {
                Directory.Delete(folder, recursive: true);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Somebody else's, or another process removes it at the same time.
            }
        }
    }

    private static bool IsAlive(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
