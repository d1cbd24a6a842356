using System.Diagnostics;
using static OrleansFlights.Log.Tests.LogTesting;

namespace OrleansFlights.Log.Tests.Kafka;

/// <summary>
/// Kills and restarts a broker of its own through the program that <c>FLIGHTS_TEST_SERVERS</c> names, which takes
/// <c>start kafka --as NAME --timeout SECONDS</c>, <c>kill --as NAME</c> and <c>wipe --as NAME</c>.
/// </summary>
public sealed class KafkaOutageTests : IAsyncLifetime
{
    private const string Variable = "FLIGHTS_TEST_SERVERS";

    private readonly KafkaFixture _fixture = new() { KeepTopics = true };
    private readonly string _broker = $"log-outage-{Environment.ProcessId}-{Guid.NewGuid():N}"[..32];
    private bool _started;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_started)
            await Servers("start", "kafka", "--as", _broker, "--timeout", "300");
        await _fixture.DisposeAsync();
        if (_started)
            await Servers("wipe", "--as", _broker);
    }

    [Fact]
    public async Task BrokerKilledAndRestarted_EveryRecordIsThereOnceAndReadersGoOn()
    {
        var log = _fixture.Open(await StartBroker()).Events;
        await using var load = new OutageLoad(log, () => DateTimeOffset.UtcNow);
        await KillAndRestart(load, times: 2);

        var read = await load.Finish();
        load.AssertComplete(read, once: true);
        Assert.Equal(read, (await log.ReadToEnd(0)).Records);
    }

    /// <summary>
    /// A broker forgets a producer when the newest timestamp of its records is a day old, and at its start it forgets such ones at once. A
    /// batch that it wrote, but did not acknowledge before it was killed, is then written a second time.
    /// </summary>
    [Fact]
    public async Task BrokerKilledAndRestarted_RecordsWithOldTimestampsMayBeThereTwiceAndNoneIsMissing()
    {
        var log = _fixture.Open(await StartBroker()).Events;
        await using var load = new OutageLoad(log, () => DateTimeOffset.UnixEpoch);
        await KillAndRestart(load, times: 1);

        var read = await load.Finish();
        load.AssertComplete(read, once: false);
        Assert.Equal(read, (await log.ReadToEnd(0)).Records);
    }

    [Fact]
    public async Task UnreachableBroker_FailsAsTransient()
    {
        var log = _fixture.Open("127.0.0.1:1", configure: options =>
        {
            options.Kafka.RequestTimeout = TimeSpan.FromSeconds(1);
            options.Kafka.DeliveryTimeout = TimeSpan.FromSeconds(1);
        }).Events;
        var failure = await Assert.ThrowsAsync<LogException>(async () => await log.Append(Entry("never")));
        Assert.True(failure.IsTransient, failure.Message);
        var unread = await Assert.ThrowsAsync<LogException>(async () => await log.GetOffsetsAsync(Token));
        Assert.True(unread.IsTransient, unread.Message);
    }

    private async Task KillAndRestart(OutageLoad load, int times)
    {
        for (var kill = 0; kill < times; kill++)
        {
            await load.WaitForAppends();
            await Servers("kill", "--as", _broker);
            await StartBroker();
        }

        await load.WaitForAppends();
    }

    private async Task<string> StartBroker()
    {
        Assert.SkipWhen(
            Environment.GetEnvironmentVariable(Variable) is null, $"{Variable} names no program that starts and kills brokers.");
        _started = true;
        var exports = await Servers("start", "kafka", "--as", _broker, "--timeout", "300");
        return exports.Split('\n').Select(line => line.Split('='))
            .First(parts => parts[0].EndsWith(KafkaFixture.Variable, StringComparison.Ordinal))[1].Trim('"', '\'', ' ');
    }

    private static async Task<string> Servers(params string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo(Environment.GetEnvironmentVariable(Variable)!, arguments) { RedirectStandardOutput = true })!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{string.Join(' ', arguments)} failed: {output}");
        return output;
    }
}
