using System.Globalization;
using System.Text.RegularExpressions;

namespace OrleansFlights.Compose.Tests;

/// <summary>
/// Kafka, Redis, the store and Elasticsearch are killed under load and come back, one after the other, while users go on asking. Whatever
/// each of them sees: every answer equals a recount of the log at the answer's watermarks, and in the end archive and index hold all that
/// the log does.
/// <c>FLIGHTS_TEST_LONG=1</c>, because it takes minutes.
/// </summary>
[Collection(typeof(Alone))]
public sealed partial class OutageTests(ITestOutputHelper output)
{
    private const string Long = "FLIGHTS_TEST_LONG";
    private static readonly TimeSpan Away = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task EachServerKilledAndStarted_EveryAnswerIsRightAndNothingIsLost()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable(Long) == "1", $"takes minutes of many processes: set {Long}=1");
        OwnServer.SkipUnlessThereIsAProgram();
        await using var servers = await OwnServers.StartAsync();
        await using var stack = new Topology(() => servers.Addresses);
        await stack.InitializeAsync();
        stack.OrSkip();
        var answers = new StackAnswers(stack, output);
        var index = new StackIndex(stack);
        await answers.GenerationAsync(1);
        await index.ReadyAsync();

        await using var routes = new QueryLoop(stack.Gateway, await answers.RoutesAsync());
        await using var totals = new Watched("totals", async () =>
            (await stack.Gateway.QueryAsync("{ totals { events } }")).GetProperty("totals").GetProperty("events").GetInt64());
        await using var flights = new Watched("flights", async () => await stack.Flights.CountAsync());
        routes.Start();
        totals.Start();
        flights.Start();

        await OutageAsync("Kafka", servers.Kafka.KillAsync, servers.Kafka.StartAsync, stack, [totals, flights]);
        await OutageAsync("Redis", stack.Redis.KillAsync, stack.Redis.StartAsync, stack, [totals, flights]);
        await OutageAsync("S3", servers.Store.KillAsync, servers.Store.StartAsync, stack, [totals, flights]);
        await OutageAsync("Elasticsearch", servers.Elasticsearch.KillAsync, servers.Elasticsearch.StartAsync, stack, [totals, flights]);

        await stack.StopProducerAsync();
        await stack.Gateway.CaughtUpAsync(Deadline);
        await routes.StopAsync();
        output.WriteLine(
            $"routes: {routes.Answers.Count} answers, the slowest {routes.Slowest.TotalSeconds:F1} s, {routes.Failures.Count} "
            + $"failures\n{string.Join('\n', routes.Failures.Take(10))}");
        await answers.EqualAsync(routes.Answers);
        await answers.EqualAsync(await stack.Gateway.RoutesAsync(await answers.RoutesAsync()));
        output.WriteLine($"{(await index.EqualAsync()).Count} flights equal a recount");
        await ArchivedAsync(stack);
        await answers.GenerationAsync(2);
        stack.FailIfEnded();
    }

    private async Task OutageAsync(string name, Func<Task> kill, Func<Task> start, Topology stack, IReadOnlyList<Watched> users)
    {
        foreach (var user in users)
            user.Begin();
        await kill();
        var killed = DateTime.UtcNow;
        await Task.Delay(Away, TestContext.Current.CancellationToken);
        await start();
        var back = DateTime.UtcNow;

        // Once new events come again, and their flights are found, the outage is over for everybody.
        var before = users.Select(u => u.Last).ToList();
        var end = 0L;
        await Eventually.TrueAsync(
            Deadline,
            async () =>
            {
                stack.FailIfEnded();
                if (end == 0)
                    end = await stack.SentAsync() + 1;
                return users[0].Last >= end && users.Zip(before).All(u => u.First.Last > u.Second);
            },
            () => $"{end} events are expected after the outage of "
                + $"{name}\n{string.Join('\n', users.Select(u => u.Report()))}\n{stack.State()}");
        var well = DateTime.UtcNow;
        output.WriteLine(
            $"{name} was away for {(back - killed).TotalSeconds:F1} s; all was well {(well - back).TotalSeconds:F1} s after it came back");
        foreach (var user in users)
            output.WriteLine($"  {user.Report()}");
        using var health = await stack.Http.GetAsync(
            new Uri($"http://{stack.Api.Address}:8088/health/ready"), TestContext.Current.CancellationToken);
        Assert.True(health.IsSuccessStatusCode, await health.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>Waits until the archive's files reach from the log's begin to its end, without a hole.</summary>
    private static async Task ArchivedAsync(Topology stack)
    {
        var ranges = await stack.Log.GetOffsetsAsync(TestContext.Current.CancellationToken);
        var missing = "";
        await Eventually.TrueAsync(
            Deadline,
            async () =>
            {
                var files = (await stack.ArchivedAsync()).Select(n => ArchiveName().Match(n)).Where(m => m.Success)
                    .Select(m => (Partition: (int)Number(m.Groups[1]), First: Number(m.Groups[2]), End: Number(m.Groups[3])))
                        .ToLookup(f => f.Partition);
                var reached = ranges.Select(e => (e.Partition, e.End, Reached: files[e.Partition].OrderBy(f => f.First)
                    .Aggregate(e.Begin, (at, f) => f.First <= at ? Math.Max(at, f.End) : at)));
                missing = string.Join(
                    ", ", reached.Where(r => r.Reached < r.End).Select(r => $"partition {r.Partition} reaches {r.Reached} of {r.End}"));
                return missing.Length == 0;
            },
            () => $"{missing}\n{stack.State()}");
    }

    private static long Number(Group digits) => long.Parse(digits.ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^partition=(\d+)/(\d+)-(\d+)\.parquet$")]
    private static partial Regex ArchiveName();
}
