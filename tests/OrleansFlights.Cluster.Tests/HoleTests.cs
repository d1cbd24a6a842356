using Microsoft.Extensions.DependencyInjection;
using OrleansFlights.Flights;
using OrleansFlights.Grains.Contracts;
using OrleansFlights.Streams.Checkpointing;

namespace OrleansFlights.Cluster.Tests;

/// <summary>A log that is trimmed above what its reader has read.</summary>
public sealed class HoleTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);
    private static readonly DateTimeOffset Noon = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("flights-hole-");

    public void Dispose() => _data.Delete(recursive: true);

    [Fact]
    public async Task LogTrimmedAboveAReaderThatWasStopped_AnswersSayWhatIsMissing()
    {
        (string, string)[] settings = [("Log:Partitions", "1"), ("Streams:CheckpointInterval", "00:00:00.200")];
        await using (var pipeline = await EmbeddedPipeline.StartInAsync(_data.FullName, null, settings))
        {
            for (var i = 0; i < 10; i++)
                await pipeline.DepartAsync(Noon, TimeSpan.Zero);
            await pipeline.CheckpointedAsync(Deadline);
        }

        // Read by a service of another topic's checkpoints, which reads nothing of this one.
        await using (var producer = await EmbeddedPipeline.StartInAsync(
            _data.FullName + "/elsewhere", null, [.. settings, ("Log:Sqlite:File", _data.FullName + "/log.db")]))
        {
            for (var i = 0; i < 20; i++)
                await producer.DepartAsync(Noon, TimeSpan.Zero);
            await producer.Logs.Events.TruncateAsync(0, 25, TestContext.Current.CancellationToken);
        }

        for (var start = 0; start < 2; start++)
        {
            await using var pipeline = await EmbeddedPipeline.StartInAsync(_data.FullName, null, settings);
            var begin = (await pipeline.Logs.Events.GetOffsetsAsync(TestContext.Current.CancellationToken))[0].Begin;
            Assert.InRange(begin, 11, 29);
            var view = pipeline.Services.GetRequiredService<IGrainFactory>().View(ViewKey.Total);
            await Eventually.TrueAsync(
                Deadline,
                async () => await view.Read() is { Complete: false } answer && answer.Tally.Events == 10 + (30 - begin),
                async () => (await view.Read()).ToString());
            Assert.Equal([new Hole(0, 10, begin)], (await view.Read()).Missing);
            Assert.Single(
                await pipeline.Services.GetRequiredService<ICheckpointStore>().ReadHolesAsync(TestContext.Current.CancellationToken));
        }
    }
}
