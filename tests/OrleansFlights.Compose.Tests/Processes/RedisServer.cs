namespace OrleansFlights.Compose.Tests;

/// <summary>The redis of compose.yaml, run by its own command on a port and a directory of the test's.</summary>
internal sealed class RedisServer : IAsyncDisposable
{
    private const string Program = "redis-server";
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(1);
    private readonly ComposeService _service;
    private readonly string _directory;
    private readonly int _port = ChildProcess.FreePort();
    private ChildProcess? _process;

    private RedisServer(ComposeService service, string directory)
    {
        _service = service;
        _directory = directory;
    }

    public string Address => $"127.0.0.1:{_port}";

    public static async Task<RedisServer> StartOrSkipAsync(ComposeFile file, string directory)
    {
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        Assert.SkipUnless(path.Any(p => File.Exists(Path.Combine(p, Program))), $"{Program} is not on the PATH.");
        var server = new RedisServer(file.Services["redis"], directory);
        await server.StartAsync();
        return server;
    }

    /// <summary>Starts it, with its data if it ran before.</summary>
    public async Task StartAsync()
    {
        var command = _service.Command.Select(word => word
            .Replace("dir /data", $"dir {_directory}", StringComparison.Ordinal)
            .Replace($"{Program} -", $"{Program} - --bind 127.0.0.1 --port {_port}", StringComparison.Ordinal)).ToList();
        var process = _process = new ChildProcess(command[0], command.Skip(1), _service.Environment);
        await Eventually.TrueAsync(
            Deadline,
            () =>
            {
                Assert.False(process.HasExited, process.Output);
                return Loopback.AcceptsAsync("127.0.0.1", _port);
            },
            () => process.Output);
    }

    /// <summary>Ends it at once.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await DisposeAsync();
    }

    public ValueTask DisposeAsync() => _process?.DisposeAsync() ?? ValueTask.CompletedTask;
}
