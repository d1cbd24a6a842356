using System.Text.RegularExpressions;

namespace OrleansFlights.Testing;

/// <summary>
/// A server of the test's own, which it may kill and start again, through the program that <c>FLIGHTS_TEST_SERVERS</c> names; it takes
/// <c>start KIND --as NAME --data FOLDER</c>, <c>kill --as NAME</c> and <c>wipe --as NAME</c>, and prints the variables that say where the
/// server is.
/// </summary>
public sealed partial class OwnServer : IAsyncDisposable
{
    private const string Program = "FLIGHTS_TEST_SERVERS";
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(5);
    private static int _count;
    private readonly string _kind;
    private readonly string _name;

    private OwnServer(string kind)
    {
        _kind = kind;
        _name = $"own-{kind}-{Environment.ProcessId}-{Interlocked.Increment(ref _count)}";
    }

    /// <summary>Where its data is.</summary>
    public DirectoryInfo Data { get; } = Directory.CreateTempSubdirectory("flights-server-");

    /// <summary>The variables that it printed.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; private set; } = new Dictionary<string, string>();

    /// <summary>Of a Kafka broker, its <c>host:port</c>.</summary>
    public string Broker => Variables["FLIGHTS_TEST_KAFKA"];

    /// <summary>Skips the test when nobody can start a server for it.</summary>
    public static void SkipUnlessThereIsAProgram() =>
        Assert.SkipWhen(string.IsNullOrEmpty(Environment.GetEnvironmentVariable(Program)),
            $"{Program} names no program that starts and kills servers.");

    /// <summary>Starts one; skips the test when nobody can.</summary>
    public static Task<OwnServer> StartOrSkipAsync(string kind)
    {
        SkipUnlessThereIsAProgram();
        return StartAsync(kind);
    }

    /// <summary>Starts one.</summary>
    public static async Task<OwnServer> StartAsync(string kind)
    {
        var server = new OwnServer(kind);
        await server.StartAsync();
        return server;
    }

    /// <summary>Starts it, where it was if it ran before: same address, same data.</summary>
    public async Task StartAsync()
    {
        var printed = await RunAsync("start", _kind, "--as", _name, "--data", Data.FullName);
        Variables = Exports().Matches(printed).ToDictionary(m => m.Groups[1].Value, m => m.Groups[2].Value);
    }

    /// <summary>Ends it at once.</summary>
    public Task KillAsync() => RunAsync("kill", "--as", _name);

    /// <summary>Ends it and forgets its data.</summary>
    public async ValueTask DisposeAsync()
    {
        await RunAsync("wipe", "--as", _name);
        if (Data.Exists)
            Data.Delete(recursive: true);
    }

    private static async Task<string> RunAsync(params string[] arguments)
    {
        await using var process = new ChildProcess(Environment.GetEnvironmentVariable(Program)!, arguments);
        Assert.True(await process.ExitAsync(Deadline) == 0, process.Output);
        return process.Output;
    }

    [GeneratedRegex(@"^export (\w+)=(\S+)\r?$", RegexOptions.Multiline)]
    private static partial Regex Exports();
}
