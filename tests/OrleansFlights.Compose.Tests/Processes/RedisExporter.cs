namespace OrleansFlights.Compose.Tests;

/// <summary>What shows a Redis' state as metrics, as the redis-exporter of compose.yaml does.</summary>
internal sealed class RedisExporter : IAsyncDisposable
{
    private const string Program = "prometheus-redis-exporter";
    private readonly int _port = ChildProcess.FreePort();
    private readonly ChildProcess _process;

    public RedisExporter(ComposeFile file, string redis)
    {
        var environment = file.Services["redis-exporter"].Environment.ToDictionary();
        environment["REDIS_ADDR"] = environment["REDIS_ADDR"].Replace("redis:6379", redis, StringComparison.Ordinal);
        _process = new ChildProcess(Program, [$"--web.listen-address={Address}"], environment);
    }

    public string Address => $"127.0.0.1:{_port}";

    public static bool IsInstalled =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(p => File.Exists(Path.Combine(p, Program)));

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
