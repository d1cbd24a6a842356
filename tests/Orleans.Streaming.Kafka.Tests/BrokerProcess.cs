using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Orleans.Streaming.Kafka.Tests;

/// <summary>
/// A broker of the test's own, which it may kill and start again, through the program that <c>FLIGHTS_TEST_SERVERS</c> names; it takes
/// <c>start kafka --as NAME</c>, <c>kill --as NAME</c> and <c>wipe --as NAME</c>.
/// </summary>
internal sealed partial class BrokerProcess : IAsyncDisposable
{
    private const string Variable = "FLIGHTS_TEST_SERVERS";

    private readonly string _name = "streams-" + Environment.ProcessId;

    private BrokerProcess()
    {
    }

    public string Address { get; private set; } = "";

    public static async Task<BrokerProcess> StartOrSkipAsync()
    {
        Assert.SkipWhen(
            Environment.GetEnvironmentVariable(Variable) is null, $"{Variable} names no program that starts and kills brokers.");
        var broker = new BrokerProcess();
        await broker.StartAsync();
        return broker;
    }

    /// <summary>Starts it where it was: same address, same data.</summary>
    public async Task StartAsync()
    {
        var printed = await ServersAsync("start", "kafka", "--as", _name);
        Address = AddressPattern().Match(printed) is { Success: true } found
            ? found.Groups[1].Value : throw new InvalidOperationException($"no address in: {printed}");
    }

    public Task KillAsync() => ServersAsync("kill", "--as", _name);

    public async ValueTask DisposeAsync() => await ServersAsync("wipe", "--as", _name);

    private static async Task<string> ServersAsync(params string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo(Environment.GetEnvironmentVariable(Variable)!, arguments) { RedirectStandardOutput = true })!;
        var printed = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{string.Join(' ', arguments)} ended with {process.ExitCode}: {printed}");
        return printed;
    }

    [GeneratedRegex("FLIGHTS_TEST_KAFKA=['\"]?([0-9.:]+)")]
    private static partial Regex AddressPattern();
}
