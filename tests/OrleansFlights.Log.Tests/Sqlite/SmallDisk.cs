using System.Diagnostics;

namespace OrleansFlights.Log.Tests.Sqlite;

/// <summary>A file system of a few megabytes that can be made read-only; needs the right to mount.</summary>
internal sealed class SmallDisk : IDisposable
{
    private SmallDisk(string directory) => Directory = directory;

    public string Directory { get; }

    /// <summary>Mounts one, or skips the test where that is not allowed.</summary>
    public static SmallDisk MountOrSkip(int megabytes)
    {
        var directory = System.IO.Directory.CreateTempSubdirectory("flight-log-disk-").FullName;
        if (OperatingSystem.IsLinux() && Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", directory))
            return new SmallDisk(directory);

        System.IO.Directory.Delete(directory);
        Assert.Skip("This user may not mount a file system.");
        throw new UnreachableException();
    }

    public void MakeReadOnly(bool readOnly) =>
        Assert.True(Run("mount", "-o", readOnly ? "remount,ro" : "remount,rw", Directory), "The disk could not be remounted");

    public void Grow(int megabytes) =>
        Assert.True(Run("mount", "-o", $"remount,size={megabytes}m", Directory), "The disk could not be remounted");

    public void Dispose()
    {
        Run("umount", "-l", Directory);
        System.IO.Directory.Delete(Directory);
    }

    private static bool Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
