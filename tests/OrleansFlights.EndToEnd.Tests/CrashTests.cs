using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OrleansFlights.Log;
using OrleansFlights.Log.Hosting;

namespace OrleansFlights.EndToEnd.Tests;

/// <summary>Kills the whole process while events arrive, again and again. How often: FLIGHTS_TEST_KILLS, default 4.</summary>
public sealed class CrashTests(ITestOutputHelper output) : IDisposable
{
    private const int PerSecond = 20_000;
    private static readonly TimeSpan PollEvery = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan UpTime = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan CatchUp = TimeSpan.FromMinutes(2);

    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(20) };
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("flights-crash-");

    [Fact]
    public async Task KilledUnderLoad_EveryAnswerAndTheEnd_EqualARecountOfTheLog()
    {
        var kills = int.Parse(
            Environment.GetEnvironmentVariable("FLIGHTS_TEST_KILLS") ?? "4", System.Globalization.CultureInfo.InvariantCulture);
        var settings = new Dictionary<string, string?> { ["Data:Path"] = _directory.FullName };
        await using var services = new ServiceCollection()
            .AddLogging().AddFlightLog(new ConfigurationBuilder().AddInMemoryCollection(settings).Build()).BuildServiceProvider();
        var log = services.GetRequiredService<IEventLog>().Events;
        var answers = new ConcurrentQueue<WatermarkedAnswer>();

        await using (var load = new Load(log, PerSecond))
        {
            load.Start();
            for (var kill = 0; kill < kills; kill++)
            {
                await using var api = await StartAsync();
                await PollAsync(new GatewayClient(_client, api.Address), answers, UpTime);
                api.Kill();
            }

            await load.StopAsync();
            Assert.NotEmpty(answers);
            output.WriteLine($"{load.Appended:N0} events appended, {kills} kills, {answers.Count:N0} answers read");
        }

        await using var last = await StartAsync();
        var gateway = new GatewayClient(_client, last.Address);
        await gateway.CaughtUpAsync(CatchUp);

        var recount = new LogRecount();
        await recount.ReadAsync(log);
        foreach (var answer in answers)
            Assert.Equal(recount.Count(answer.View, answer.Watermarks), answer.Counts);
        await AssertAllAsync(gateway, recount);
    }

    [Fact]
    public async Task InterruptedAndStartedAgain_CountsContinue()
    {
        await using var services = new ServiceCollection()
            .AddLogging()
            .AddFlightLog(new ConfigurationBuilder()
                .AddInMemoryCollection(new Dictionary<string, string?> { ["Data:Path"] = _directory.FullName }).Build())
            .BuildServiceProvider();
        var log = services.GetRequiredService<IEventLog>().Events;
        await using var load = new Load(log, 1_000);
        load.Start();
        await using (var first = await StartAsync())
        {
            await PollAsync(new GatewayClient(_client, first.Address), new ConcurrentQueue<WatermarkedAnswer>(), TimeSpan.FromSeconds(1));
            Assert.Equal(0, await first.InterruptAsync());
        }

        await load.StopAsync();
        await using var second = await StartAsync();
        var gateway = new GatewayClient(_client, second.Address);
        await gateway.CaughtUpAsync(CatchUp);
        var recount = new LogRecount();
        await recount.ReadAsync(log);
        await AssertAllAsync(gateway, recount);
    }

    [Fact]
    public async Task SecondInstanceOnOneDirectory_SaysSoAndStops()
    {
        await using var first = await StartAsync();
        await using var second = ApiProcess.Start(_directory.FullName, ChildProcess.FreePort());
        Assert.NotEqual(0, await second.ExitAsync());
        Assert.Contains("Data:Path", second.Output, StringComparison.Ordinal);
        Assert.Contains("no other instance uses", second.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PortThatIsTaken_SaysSoAndStops()
    {
        using var taken = new TcpListener(IPAddress.Loopback, ChildProcess.FreePort());
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        await using var api = ApiProcess.Start(_directory.FullName, port);
        Assert.Equal(1, await api.ExitAsync());
        Assert.Contains("Urls is ", api.Output, StringComparison.Ordinal);
        Assert.Contains($":{port}'; allowed: an address at which nothing listens.", api.Output, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _client.Dispose();
        _directory.Delete(recursive: true);
    }

    private static async Task PollAsync(GatewayClient gateway, ConcurrentQueue<WatermarkedAnswer> answers, TimeSpan time)
    {
        var random = new Random(11);
        for (var until = DateTime.UtcNow + time; DateTime.UtcNow < until;)
        {
            var from = random.Next(Load.Airports.Count);
            var to = (from + 1 + random.Next(Load.Airports.Count - 1)) % Load.Airports.Count;
            answers.Enqueue(await gateway.RouteAsync(Load.Airports[from], Load.Airports[to]));
            await Task.Delay(PollEvery);
        }
    }

    private static async Task AssertAllAsync(GatewayClient gateway, LogRecount recount)
    {
        foreach (var view in recount.Views)
        {
            var key = view[(view.IndexOf(' ', StringComparison.Ordinal) + 1)..];
            var (query, path) = view.Split(' ')[0] switch
            {
                "route" => ($$"""{ route(origin: "{{key[..3]}}", destination: "{{key[4..]}}") { {{Counts.Fields}} } }""", new[] { "route" }),
                "airline" => ($$"""{ airline(name: "{{key}}") { {{Counts.Fields}} } }""", ["airline"]),
                "departures" => ($$"""{ airport(code: "{{key}}") { departures { {{Counts.Fields}} } } }""", ["airport", "departures"]),
                "arrivals" => ($$"""{ airport(code: "{{key}}") { arrivals { {{Counts.Fields}} } } }""", ["airport", "arrivals"]),
                _ => ($$"""{ totals { {{Counts.TallyFields}} } }""", ["totals"]),
            };
            var answer = path.Aggregate(await gateway.QueryAsync(query), (element, name) => element.GetProperty(name));
            Assert.Equal((view, recount.Count(view)), (view, Counts.Of(view == "total" ? answer : answer.GetProperty("tally"))));
        }
    }

    private async Task<ApiProcess> StartAsync()
    {
        var api = ApiProcess.Start(
            _directory.FullName, ChildProcess.FreePort(), ("Streams:CheckpointInterval", "00:00:01"), ("Log:SegmentBits", "12"));
        await api.ReadyAsync(_client);
        return api;
    }
}
