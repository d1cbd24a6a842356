using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Core.Internal;
using Orleans.Runtime.Placement;
using Orleans.Storage;
using Orleans.TestingHost;
using OrleansFlights.Cluster.Sqlite;
using OrleansFlights.Flights;
using OrleansFlights.Grains.Contracts;
using OrleansFlights.Grains.Hosting;
using OrleansFlights.Log;
using OrleansFlights.Log.Hosting;
using OrleansFlights.Streams.Checkpointing;
using OrleansFlights.Views;

namespace OrleansFlights.Grains.Tests;

/// <summary>Views that go from one silo to another, as they do when a silo leaves, and take what they know with them.</summary>
public sealed class MigrationTests
{
    private static readonly string[] Airports = ["DXB", "ZRH", "JFK", "LHR"];
    private static readonly string[] Routes = [.. Airports.SelectMany(o => Airports.Where(d => d != o).Select(d => $"{o}-{d}"))];

    [Fact]
    public async Task MovedAgainAndAgain_EveryViewAnswersWithAllItsEvents()
    {
        using var directory = new TemporaryDirectory();
        await using var database = new SiloDatabase(
            Path.Combine(directory.Path, "silo.db"), SqliteGrainStorage.Schema + SqliteCheckpointStore.Schema);
        var builder = new InProcessTestClusterBuilder(2);
        builder.ConfigureSilo((_, silo) => AddTo(silo, directory.Path, database));
        await using var cluster = builder.Build();
        await cluster.DeployAsync(TestContext.Current.CancellationToken);
        var silos = cluster.Silos.Select(s => s.SiloAddress).ToArray();
        var log = cluster.Silos[0].ServiceProvider.GetRequiredService<IEventLog>().Events;

        for (var round = 1; round <= 6; round++)
        {
            await log.AppendAsync(Routes.Select(Boarding).ToArray(), TestContext.Current.CancellationToken);
            foreach (var route in Routes)
                await EqualAsync(cluster.Client, route, round);

            // What a checkpoint was recorded of is written; in every other round some is not.
            if (round % 2 == 0)
                await SettledAsync(cluster.Client);
            foreach (var route in Routes)
            {
                var view = cluster.Client.View(new ViewKey(Dimension.Route, route));
                await MoveAsync(cluster.Client, view, silos);

                // At once when it was written, else when its partition's reader has told it again.
                await EqualAsync(cluster.Client, route, round);
            }
        }
    }

    /// <summary>Moves a view to the silo where it is not.</summary>
    private static async Task MoveAsync(IClusterClient client, IViewGrain view, SiloAddress[] silos)
    {
        var management = client.GetGrain<IManagementGrain>(0);
        var from = await management.GetActivationAddress(view);
        var to = silos.Single(s => !s.Equals(from));
        RequestContext.Set(IPlacementDirector.PlacementHintKey, to);
        await view.AsReference<IGrainManagementExtension>().MigrateOnIdle();
        RequestContext.Clear();
        await Eventually.TrueAsync(
            async () => to.Equals(await management.GetActivationAddress(view)),
            async () => $"{view.GetGrainId()} is at {await management.GetActivationAddress(view)}, not at {to}");
    }

    private static Task EqualAsync(IClusterClient client, string route, long events) => Eventually.TrueAsync(
        async () => (await client.View(new ViewKey(Dimension.Route, route)).Read()).Tally.Events == events,
        async () => $"{route}: {(await client.View(new ViewKey(Dimension.Route, route)).Read()).Tally} instead of {events} events");

    private static Task SettledAsync(IClusterClient client)
    {
        var pipeline = client.GetGrain<IPipelineGrain>(IPipelineGrain.Key);
        return Eventually.TrueAsync(
            async () => (await pipeline.Read()).Partitions.All(p => p.Checkpoint == p.EndOffset),
            async () => string.Join(' ', (await pipeline.Read()).Partitions));
    }

    private static LogEntry Boarding(string route)
    {
        var json = $$"""
            {"flight_id":"F","airline":"A","origin":"{{route[..3]}}","destination":"{{route[4..]}}","scheduled_departure":"2026-01-01T00:00:00Z","actual_departure":null,"status":"boarding","aircraft":{"model":"","registration":""},"event_time":"2026-01-01T00:00:00Z"}
            """;
        return new LogEntry(System.Text.Encoding.UTF8.GetBytes(route), System.Text.Encoding.UTF8.GetBytes(json.Trim()),
            DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
    }

    /// <summary>A silo of the flights' grains on the stores that all share.</summary>
    private static void AddTo(ISiloBuilder silo, string directory, SiloDatabase database)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Data:Path"] = directory,
            ["Grains:Dimensions:0"] = Dimensions.Route,
            ["Log:Partitions"] = "2",
            ["Log:SegmentBits"] = "4",
            ["Streams:CheckpointInterval"] = "00:00:00.200",
        }).Build();
        silo.ConfigureLogging(logging => logging.SetMinimumLevel(LogLevel.Error));
        silo.Services.AddFlightLog(configuration);
        silo.Services.AddSingleton<IBatchViews>(new EmptyBatchViews());
        silo.Services.AddSingleton<ICheckpointStore>(
            services => new SqliteCheckpointStore(database, services.GetRequiredService<IOptions<LogOptions>>().Value.Topic));
        silo.Services.AddSingleton<OrleansGrainStorageSerializer>();
        silo.Services.AddSingleton<IGrainStorage>(
            services => new SqliteGrainStorage(database, services.GetRequiredService<OrleansGrainStorageSerializer>()));
        silo.AddFlightGrains(configuration);
    }
}
