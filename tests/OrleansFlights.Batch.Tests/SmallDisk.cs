using System.Diagnostics;

namespace OrleansFlights.Batch.Tests;

/// <summary>A file system of a few MiB that can be filled to the last byte. Needs the right to mount.</summary>
internal sealed class SmallDisk : IDisposable
{
    private const int FillAtOnce = 4_096;
    private readonly DirectoryInfo _directory = System.IO.Directory.CreateTempSubdirectory("flight-disk-");

    private SmallDisk()
    {
    }

    public string Directory => _directory.FullName;

    private string Filler => Path.Combine(Directory, "filler");

    /// <summary>Mounts one, or skips the test.</summary>
    public static SmallDisk Mount(int megabytes)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.UserName == "root", "needs Linux and root, to mount a small file system");
        var disk = new SmallDisk();
        if (Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", disk.Directory) is { } error)
        {
            disk._directory.Delete();
            Assert.Skip($"a small file system cannot be mounted: {error}");
        }

        return disk;
    }

    /// <summary>Takes all room but for some bytes.</summary>
    public void Fill(int leave)
    {
        using var filler = new FileStream(Filler, FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
        for (var free = Free; free > leave; free = Free)
            filler.Write(new byte[Math.Min(FillAtOnce, free - leave)]);
    }

    /// <summary>Gives the room back.</summary>
    public void Empty() => File.Delete(Filler);

    public void Dispose()
    {
        var error = Run("umount", "--lazy", Directory);
        Assert.True(error is null, error);
        _directory.Delete();
    }

    private long Free => new DriveInfo(Directory).AvailableFreeSpace;

    private static string? Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? null : error;
    }
}
