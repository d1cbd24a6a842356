using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;
using OrleansFlights.Flights;
using OrleansFlights.Grains.Contracts;
using OrleansFlights.Log;
using OrleansFlights.Streams.Checkpointing;

namespace OrleansFlights.Cluster.Tests;

/// <summary>One view whose storage always refuses it.</summary>
public sealed class QuarantineTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);
    private static readonly DateTimeOffset Noon = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly (string, string)[] Settings = [("Log:Partitions", "1"), ("Streams:CheckpointInterval", "00:00:00.200")];

    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("flights-quarantine-");

    public void Dispose() => _data.Delete(recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ViewThatCannotBeStored_IsSetApart_AndExactAgainWhenItCan(bool restart)
    {
        var refusing = new Refusal();
        await using (var pipeline = await EmbeddedPipeline.StartInAsync(_data.FullName, refusing.Decorate, Settings))
        {
            for (var i = 0; i < 3; i++)
                await pipeline.DepartAsync(Noon, TimeSpan.Zero);
            await pipeline.CheckpointedAsync(Deadline);

            refusing.IsOn = true;
            for (var i = 0; i < 4; i++)
                await pipeline.DepartAsync(Noon, TimeSpan.Zero);

            await pipeline.CheckpointedAsync(Deadline);
            var apart = await QuarantineAsync(pipeline);
            Assert.Equal("Emirates", Assert.Single(apart).Stream.GetKeyAsString());
            Assert.Equal(3, apart[0].From);
            await Eventually.TrueAsync(
                Deadline,
                () => Task.FromResult(pipeline.Services.GetRequiredService<IReadingHealth>()
                    .Trouble?.Contains("set apart", StringComparison.Ordinal) == true),
                () => Task.FromResult(pipeline.Services.GetRequiredService<IReadingHealth>().Trouble ?? "no trouble"));
            refusing.IsOn = restart;
            if (!restart)
                await RecoveredAsync(pipeline);
        }

        refusing.IsOn = false;
        await using var again = await EmbeddedPipeline.StartInAsync(_data.FullName, null, Settings);
        await RecoveredAsync(again);
        await again.DepartAsync(Noon, TimeSpan.Zero);
        await CountsAsync(again, 8);
    }

    private static async Task RecoveredAsync(EmbeddedPipeline pipeline)
    {
        await Eventually.TrueAsync(
            Deadline,
            async () => (await QuarantineAsync(pipeline)).Count == 0,
            async () => $"still set apart: {string.Join(' ', await QuarantineAsync(pipeline))}");
        await CountsAsync(pipeline, 7);
        await pipeline.CheckpointedAsync(Deadline);
    }

    private static async Task<IReadOnlyList<Streams.Protocol.QuarantinedStream>> QuarantineAsync(EmbeddedPipeline pipeline) =>
        await pipeline.Services.GetRequiredService<ICheckpointStore>().ReadQuarantineAsync(TestContext.Current.CancellationToken);

    private static async Task CountsAsync(EmbeddedPipeline pipeline, long events)
    {
        var view = pipeline.Services.GetRequiredService<IGrainFactory>().View(new ViewKey(Dimension.Airline, "Emirates"));
        await Eventually.TrueAsync(
            Deadline, async () => (await view.Read()).Tally.Events == events, async () => (await view.Read()).ToString());
    }

    /// <summary>Grain storage that refuses to write one view's snapshot while it is told to.</summary>
    private sealed class Refusal
    {
        public volatile bool IsOn;

        public void Decorate(IServiceCollection services)
        {
            var inner = services.Last(service => service.ServiceType == typeof(IGrainStorage));
            services.AddSingleton<IGrainStorage>(provider => new Storage(this, (IGrainStorage)inner.ImplementationFactory!(provider)));
        }

        private sealed class Storage(Refusal refusal, IGrainStorage inner) : IGrainStorage
        {
            public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
                inner.ReadStateAsync(stateName, grainId, grainState);

            public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
                refusal.IsOn && grainId.Key.ToString() == "Emirates"
                    ? Task.FromException(new InvalidOperationException("the storage refuses this key"))
                    : inner.WriteStateAsync(stateName, grainId, grainState);

            public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
                inner.ClearStateAsync(stateName, grainId, grainState);
        }
    }
}
