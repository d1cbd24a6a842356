using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OrleansFlights.Log;
using OrleansFlights.Log.Hosting;
using OrleansFlights.Views;
using OrleansFlights.Views.Hosting;

namespace OrleansFlights.EndToEnd.Tests;

/// <summary>
/// Generations come and go under a steady load: one is rolled back, the gateway and a separate run are killed, and a reader checks all the
/// while. For how long: FLIGHTS_TEST_LIVE_SECONDS, default 20; events per second: FLIGHTS_TEST_LIVE_RATE, default 20,000. The log is what
/// the configuration's environment says, so the same run can be made on Kafka.
/// </summary>
public sealed class LiveRunTests(ITestOutputHelper output) : IDisposable
{
    private const int Routes = 50;
    private const int MostShown = 5;
    private static readonly TimeSpan PollEvery = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(4);

    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromMinutes(1) };
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("flights-live-");
    private readonly int _port = ChildProcess.FreePort();

    [Fact]
    public async Task GenerationsUnderLoad_EveryAnswerEqualsARecountAtItsWatermarks()
    {
        var seconds = Setting("FLIGHTS_TEST_LIVE_SECONDS", 20);
        await using var services = Stores();
        var log = services.GetRequiredService<IEventLog>().Events;
        var views = services.GetRequiredService<IBatchViews>();
        await using var load = new Load(log, Setting("FLIGHTS_TEST_LIVE_RATE", 20_000));
        await using var reader = new RouteReader(_client, [.. Pairs().Take(Routes)], PollEvery);
        var api = await StartAsync();
        try
        {
            var until = DateTime.UtcNow + TimeSpan.FromSeconds(seconds);
            load.Start();
            reader.Start(api.Address);

            var second = await PublishedAsync(views, id => id >= 2);
            output.WriteLine((await BatchCommand.OkAsync(_directory.FullName, "rollback")).Trim());
            await KillRunAsync(services.GetRequiredService<IBatchViewsWriter>());
            output.WriteLine((await BatchCommand.OkAsync(_directory.FullName, "unpin")).Trim());
            var third = await PublishedAsync(views, id => id > second);

            reader.Pause();
            api.Kill();
            api = await StartAsync();
            reader.GoOn(api.Address);
            await PublishedAsync(views, id => id > third);
            var memory = await MemoryAsync(api, until);
            await load.StopAsync();

            var gateway = new GatewayClient(_client, api.Address);
            await gateway.CaughtUpAsync(Deadline);
            await reader.StopAsync();
            await AssertAllAsync(log, reader.Answers, await gateway.RoutesAsync([.. Pairs()]));
            var pipeline = (await gateway.QueryAsync("{ pipeline { drift complete } }")).GetProperty("pipeline");
            Assert.Equal((0, true), (pipeline.GetProperty("drift").GetInt64(), pipeline.GetProperty("complete").GetBoolean()));
            output.WriteLine((await BatchCommand.OkAsync(
                _directory.FullName, "audit", "--sample", "40", "--gateway", api.Address.ToString())).Split('\n')[^2]);
            output.WriteLine($"resident memory of the gateway in MiB, evenly over the rest of the run: {string.Join(' ', memory)}");
            output.WriteLine($"{load.Appended:N0} events in {seconds} s or more, {reader.Polls:N0} polls of {Routes} routes");
        }
        finally
        {
            await api.DisposeAsync();
        }
    }

    public void Dispose()
    {
        _client.Dispose();
        _directory.Delete(recursive: true);
    }

    private static int Setting(string name, int otherwise) =>
        Environment.GetEnvironmentVariable(name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;

    /// <summary>Watches the gateway's memory until a time.</summary>
    private static async Task<IReadOnlyList<long>> MemoryAsync(ApiProcess api, DateTime until)
    {
        const int Samples = 30;
        var every = TimeSpan.FromTicks(Math.Max(PollEvery.Ticks, (until - DateTime.UtcNow).Ticks / Samples));
        var memory = new List<long>();
        while (DateTime.UtcNow < until)
        {
            await Task.Delay(every, TestContext.Current.CancellationToken);
            memory.Add(api.ResidentBytes >> 20);
        }

        return memory;
    }

    private static IEnumerable<(string Origin, string Destination)> Pairs() =>
        Load.Airports.SelectMany(
            origin => Load.Airports.Where(destination => destination != origin).Select(destination => (origin, destination)));

    private static async Task<long> PublishedAsync(IBatchViews views, Func<long, bool> condition)
    {
        for (var until = DateTime.UtcNow + Deadline; ;)
        {
            var published = (await views.GetPublishedAsync(CancellationToken.None)).Published.Id;
            if (condition(published))
                return published;
            Assert.True(DateTime.UtcNow < until, $"still generation {published} is published after {Deadline}");
            await Task.Delay(PollEvery);
        }
    }

    /// <summary>Kills a full run of a process of its own while it writes; the gateway's own runs only add.</summary>
    private async Task KillRunAsync(IBatchViewsWriter writer)
    {
        using var run = BatchCommand.Start(_directory.FullName, "run", "--full", "--publish", "--Log:SegmentBits=12");
        for (var until = DateTime.UtcNow + Deadline; ;)
        {
            var writing = (await writer.ListGenerationsAsync(CancellationToken.None))
                .FirstOrDefault(g => g is { State: GenerationState.Writing, Mode: GenerationModes.Full });
            if (writing is not null)
            {
                run.Kill();
                output.WriteLine($"killed a run while it wrote generation {writing.Id}");
                return;
            }

            if (run.HasEnded)
                Assert.Fail($"the run ended before it could be killed: {await run.PrintedAsync()}");
            Assert.True(DateTime.UtcNow < until, $"the run began nothing within {Deadline}");
            await Task.Delay(1);
        }
    }

    private async Task AssertAllAsync(ITopic log, IReadOnlyCollection<WatermarkedAnswer> answers, IReadOnlyList<WatermarkedAnswer> last)
    {
        var recount = new LogRecount();
        await recount.ReadAsync(log);
        var wrong = new ConcurrentBag<string>();
        Parallel.ForEach(answers.Concat(last), answer =>
        {
            var expected = recount.Count(answer.View, answer.Watermarks);
            if (expected != answer.Counts || !answer.Complete)
                wrong.Add(
                    $"{answer.View} under generation {answer.Generation}: {answer.Counts}, recounted {expected}, complete: "
                    + $"{answer.Complete}");
        });
        Assert.True(wrong.IsEmpty, $"{wrong.Count} of {answers.Count} answers are wrong: {string.Join('\n', wrong.Take(MostShown))}");
        foreach (var answer in last)
            Assert.Equal((answer.View, recount.Count(answer.View)), (answer.View, answer.Counts));

        var generations = answers.Select(a => a.Generation).Distinct().Order().ToList();
        Assert.True(generations.Count > 2, $"answers were built on generations {string.Join(' ', generations)} only");
        output.WriteLine($"{answers.Count:N0} answers under generations {string.Join(' ', generations)}, 0 wrong");
    }

    private ServiceProvider Stores()
    {
        var configuration = new ConfigurationBuilder().AddEnvironmentVariables()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["Data:Path"] = _directory.FullName }).Build();
        return new ServiceCollection().AddLogging().AddFlightLog(configuration).AddFlightViews(configuration).BuildServiceProvider();
    }

    private async Task<ApiProcess> StartAsync()
    {
        var api = ApiProcess.Start(
            _directory.FullName,
            _port,
            ("Streams:CheckpointInterval", "00:00:01"),
            ("Log:SegmentBits", "12"),
            ("Batch:Every", "00:00:05"),
            ("Archive:RollAge", "00:00:01"),
            ("GraphQL:Timeout", "00:01:00"));
        await api.ReadyAsync(_client);
        return api;
    }
}
