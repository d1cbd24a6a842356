using System.Net.Sockets;

namespace OrleansFlights.Cluster.Tests;

/// <summary>A Redis server of the test's own, which it may kill, restart and wipe. Skips the test when none is installed.</summary>
internal sealed class RedisServer : IAsyncDisposable
{
    private const string Program = "redis-server";
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("flights-redis-");
    private readonly int _port = ChildProcess.FreePort();
    private ChildProcess? _process;

    public string ConnectionString => $"127.0.0.1:{_port}";

    public static async Task<RedisServer> StartOrSkipAsync()
    {
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        Assert.SkipUnless(path.Any(p => File.Exists(Path.Combine(p, Program))), $"{Program} is not on the PATH.");
        var server = new RedisServer();
        await server.StartAsync();
        return server;
    }

    public async Task StartAsync()
    {
        _process = new ChildProcess(Program, [
            "--port", $"{_port}", "--bind", "127.0.0.1", "--dir", _directory.FullName, "--appendonly", "yes", "--save", ""]);
        await Eventually.TrueAsync(Deadline, AcceptsAsync, () => Task.FromResult(_process.Output));
    }

    public void Kill() => _process!.Kill();

    /// <summary>Takes a copy of what it has written so far.</summary>
    public DirectoryInfo Copy()
    {
        var copy = Directory.CreateTempSubdirectory("flights-redis-copy-");
        Copy(_directory, copy);
        return copy;
    }

    /// <summary>Puts an older copy in the place of what it has; only while it is down.</summary>
    public void GoBackTo(DirectoryInfo copy)
    {
        Wipe();
        Copy(copy, _directory);
    }

    private static void Copy(DirectoryInfo from, DirectoryInfo to)
    {
        foreach (var directory in from.EnumerateDirectories("*", SearchOption.AllDirectories))
            Directory.CreateDirectory(Path.Combine(to.FullName, Path.GetRelativePath(from.FullName, directory.FullName)));
        foreach (var file in from.EnumerateFiles("*", SearchOption.AllDirectories))
            file.CopyTo(Path.Combine(to.FullName, Path.GetRelativePath(from.FullName, file.FullName)), overwrite: true);
    }

    /// <summary>Deletes everything; only while it is down.</summary>
    public void Wipe()
    {
        foreach (var entry in _directory.EnumerateFileSystemInfos())
        {
            if (entry is DirectoryInfo directory)
                directory.Delete(recursive: true);
            else
                entry.Delete();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
            await _process.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    private async Task<bool> AcceptsAsync()
    {
        Assert.False(_process!.HasExited, $"{Program} ended: {_process.Output}");
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", _port);
            var stream = client.GetStream();
            await stream.WriteAsync("PING\r\n"u8.ToArray());
            var answer = new byte[5];
            await stream.ReadExactlyAsync(answer);
            return answer[0] == '+';
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            return false;
        }
    }
}
