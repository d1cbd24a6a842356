namespace OrleansFlights.Compose.Tests;

/// <summary>
/// The README's commands to back up and to restore, typed as they stand there, while everything runs: then all data is lost, and comes back
/// from the backup. Answers are those of the moment of the backup, equal a recount, and counting goes on.
/// </summary>
[Collection(typeof(Alone))]
public sealed class BackupTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    [Fact]
    public async Task CommandsOfTheReadme_BringBackWhatWasLost()
    {
        OwnServer.SkipUnlessThereIsAProgram();
        await using var servers = await OwnServers.StartAsync(["kafka", "seaweedfs"]);
        await using var stack = new Topology(() => servers.Addresses);
        await stack.InitializeAsync();
        stack.OrSkip();
        var answers = new StackAnswers(stack, output);
        await answers.GenerationAsync(1);
        var routes = await answers.RoutesAsync();
        var runs = 0;
        IReadOnlyCollection<WatermarkedAnswer> before = [];
        var commands = new Dictionary<string, Func<Task>>
        {
            ["stop"] = StopAsync,
            ["up --detach --wait"] = StartAsync,
            ["down --volumes"] = LoseEverythingAsync,
            ["create"] = () => Task.CompletedTask,
        };
        await using var docker = await DockerStandIn.StartAsync(commands, Volume);

        await docker.TypeAsync(Readme.Commands("Back up"), Patience);
        await stack.StopProducerAsync();
        await stack.Gateway.CaughtUpAsync(Patience);
        var later = await stack.SentAsync();
        await docker.TypeAsync(Readme.Commands("Restore"), Patience);
        Assert.Equal(2, runs);

        // What came after the backup is gone, all before it is there, and what comes now is counted on top.
        await stack.Gateway.CaughtUpAsync(Patience);
        await stack.StopProducerAsync();
        await stack.Gateway.CaughtUpAsync(Patience);
        var after = await stack.Gateway.RoutesAsync(routes);
        await answers.EqualAsync(after);
        await answers.EqualAsync(before);
        foreach (var (old, restored) in before.Zip(after))
            Assert.True(restored.Counts.Events >= old.Counts.Events, $"{old.View}: {old.Counts} before, {restored.Counts} after");
        output.WriteLine(
            $"{later} events before all was lost; {before.Sum(a => a.Counts.Events)} in routes at the backup, "
            + $"{after.Sum(a => a.Counts.Events)} at the end");
        await answers.GenerationAsync(2);

        async Task StopAsync()
        {
            await stack.StopProducerAsync();
            await stack.Gateway.CaughtUpAsync(Patience);
            before = await stack.Gateway.RoutesAsync(routes);
            await stack.KillAllAsync();
            await servers.Kafka.KillAsync();
            await servers.Store.KillAsync();
        }

        async Task StartAsync()
        {
            runs++;
            await servers.Kafka.StartAsync();
            await servers.Store.StartAsync();
            await stack.StartAgainAsync();
        }

        async Task LoseEverythingAsync()
        {
            await stack.KillAllAsync();
            await servers.Kafka.KillAsync();
            await servers.Store.KillAsync();
            foreach (var volume in (string[])["kafka", "minio", "redis", "cassandra", "archiver", "batch", "indexer"])
            {
                if (Directory.Exists(Volume(volume)))
                    Directory.Delete(Volume(volume), recursive: true);
                Directory.CreateDirectory(Volume(volume));
            }
        }

        string Volume(string name) => name switch
        {
            "kafka" => servers.Kafka.Data.FullName,
            "minio" => servers.Store.Data.FullName,
            _ => stack.Volume(name),
        };
    }
}
