namespace OrleansFlights.Compose.Tests;

/// <summary>The redis of compose.yaml, started by its own command on a port and a directory of the test's.</summary>
internal static class RedisServer
{
    private const string Program = "redis-server";
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    public static async Task<(ChildProcess Process, string Address)> StartOrSkipAsync(ComposeFile file, string directory)
    {
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        Assert.SkipUnless(path.Any(p => File.Exists(Path.Combine(p, Program))), $"{Program} is not on the PATH.");
        var port = ChildProcess.FreePort();
        var service = file.Services["redis"];
        var command = service.Command.Select(word => word
            .Replace("dir /data", $"dir {directory}", StringComparison.Ordinal)
            .Replace($"{Program} -", $"{Program} - --bind 127.0.0.1 --port {port}", StringComparison.Ordinal)).ToList();
        var process = new ChildProcess(command[0], command.Skip(1), service.Environment);
        await Eventually.TrueAsync(
            Deadline,
            () =>
            {
                Assert.False(process.HasExited, process.Output);
                return Loopback.AcceptsAsync("127.0.0.1", port);
            },
            () => process.Output);
        return (process, $"127.0.0.1:{port}");
    }
}
