using System.Diagnostics;
using static OrleansFlights.Log.Tests.LogTesting;

namespace OrleansFlights.Log.Tests.Kafka;

/// <summary>
/// Kills and restarts a broker of its own through the program that <c>FLIGHTS_TEST_SERVERS</c> names, which takes
/// <c>start kafka --as NAME</c>, <c>kill --as NAME</c> and <c>wipe --as NAME</c>.
/// </summary>
public sealed class KafkaOutageTests : IAsyncLifetime
{
    private const string Variable = "FLIGHTS_TEST_SERVERS";

    private readonly KafkaFixture _fixture = new() { KeepTopics = true };
    private readonly string _broker = "log-outage-" + Environment.ProcessId;
    private bool _started;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_started)
            await Servers("start", "kafka", "--as", _broker);
        await _fixture.DisposeAsync();
        if (_started)
            await Servers("wipe", "--as", _broker);
    }

    [Fact]
    public async Task BrokerKilledAndRestarted_NothingAcknowledgedIsLostAndReadersGoOn()
    {
        const int Kills = 2;
        Assert.SkipWhen(Environment.GetEnvironmentVariable(Variable) is null, $"{Variable} names no program that starts and kills brokers.");
        var address = await StartBroker();
        var log = _fixture.Open(address).Events;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var acknowledged = 0;
        var appending = Task.Run(
            async () =>
            {
                while (!stop.IsCancellationRequested)
                {
                    await log.Append(Numbered(acknowledged, 10));
                    Interlocked.Add(ref acknowledged, 10);
                }
            },
            Token);

        using var reader = log.OpenReader(0, 0);
        var sink = new RecordingSink();
        var reading = Task.Factory.StartNew(() => ReadUntil(reader, sink, () => appending.IsCompleted && sink.Records.Count >= acknowledged), Token, TaskCreationOptions.LongRunning, TaskScheduler.Default);

        for (var kill = 0; kill < Kills; kill++)
        {
            await WaitForAppends(() => Volatile.Read(ref acknowledged), appending);
            await Servers("kill", "--as", _broker);
            await StartBroker();
        }

        await WaitForAppends(() => Volatile.Read(ref acknowledged), appending);
        await stop.CancelAsync();
        await appending.WaitAsync(TimeSpan.FromMinutes(1), Token);
        await reading.WaitAsync(TimeSpan.FromMinutes(1), Token);

        var numbers = Enumerable.Range(0, acknowledged).Select(n => $"{n}").ToList();
        Assert.Equal(numbers, sink.Values);
        Assert.Equal(numbers, (await log.ReadToEnd(0)).Values);
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
        var unread = await Assert.ThrowsAsync<LogException>(async () => await log.GetExtentsAsync(Token));
        Assert.True(unread.IsTransient, unread.Message);
    }

    private static void ReadUntil(ILogReader reader, RecordingSink sink, Func<bool> done)
    {
        while (!done())
        {
            try
            {
                reader.Read(sink, 1000, TimeSpan.FromMilliseconds(100), Token);
            }
            catch (LogException e) when (e.IsTransient)
            {
            }
        }
    }

    /// <summary>Waits until a thousand more records were acknowledged.</summary>
    private static async Task WaitForAppends(Func<int> acknowledged, Task appending)
    {
        var goal = acknowledged() + 1000;
        var started = Stopwatch.GetTimestamp();
        while (acknowledged() < goal)
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromMinutes(1), $"Only {acknowledged()} of {goal} records were acknowledged");
            if (await Task.WhenAny(appending, Task.Delay(20, Token)) == appending)
                await appending;
        }
    }

    private async Task<string> StartBroker()
    {
        _started = true;
        var exports = await Servers("start", "kafka", "--as", _broker);
        return exports.Split('\n').Select(line => line.Split('=')).First(parts => parts[0].EndsWith(KafkaFixture.Variable, StringComparison.Ordinal))[1].Trim('"', '\'', ' ');
    }

    private static async Task<string> Servers(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(Environment.GetEnvironmentVariable(Variable)!, arguments) { RedirectStandardOutput = true })!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{string.Join(' ', arguments)} failed: {output}");
        return output;
    }
}
