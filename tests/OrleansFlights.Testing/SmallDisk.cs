using System.ComponentModel;
using System.Diagnostics;

namespace OrleansFlights.Testing;

/// <summary>A file system of its own in memory, so that a test can fill it. Only root may mount one.</summary>
public sealed class SmallDisk : IDisposable
{
    private const int FillAtOnce = 4_096;
    private readonly DirectoryInfo _mount = Directory.CreateTempSubdirectory("flights-disk-");

    private SmallDisk()
    {
    }

    public string Path => _mount.FullName;

    private long Free => new DriveInfo(Path).AvailableFreeSpace;

    private string Ballast => System.IO.Path.Combine(Path, "ballast");

    /// <summary>Mounts one of a size, or skips the test with the reason.</summary>
    public static SmallDisk MountOrSkip(int mebibytes)
    {
        var disk = new SmallDisk();
        if (Run("mount", "-t", "tmpfs", "-o", $"size={mebibytes}m", "flights-test", disk.Path) is { } refused)
        {
            disk._mount.Delete();
            Assert.Skip($"needs the right to mount a tmpfs: {refused}");
        }

        return disk;
    }

    /// <summary>Takes space away.</summary>
    public void AddBallast(int mebibytes) => File.WriteAllBytes(Ballast, new byte[mebibytes << 20]);

    /// <summary>Takes all space away but for some bytes.</summary>
    public void Fill(int leave)
    {
        using var ballast = new FileStream(Ballast, FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
        for (var free = Free; free > leave; free = Free)
            ballast.Write(new byte[Math.Min(FillAtOnce, free - leave)]);
    }

    /// <summary>Gives the space back.</summary>
    public void DropBallast() => File.Delete(Ballast);

    public void Dispose()
    {
        Assert.Null(Run("umount", "-l", Path));
        _mount.Delete();
    }

    private static string? Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            var error = process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? null : error.Trim();
        }
        catch (Win32Exception e)
        {
            return e.Message;
        }
    }
}
