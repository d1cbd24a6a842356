using static OrleansFlights.Log.Tests.LogTesting;

namespace OrleansFlights.Log.Tests.Sqlite;

public sealed class SqliteProcessTests : IAsyncLifetime
{
    private readonly SqliteFixture _fixture = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task TwoProcesses_AppendToOneFile_EveryRecordIsThereOnceInOrder()
    {
        const int Count = 1500;
        using var other = Start("other", Count, batch: 5);
        await other.WaitUntilAcknowledged(5);

        // This process appends for as long as the other one does.
        var log = _fixture.Open().Events;
        var finished = other.Finish();
        var own = 0;
        do
        {
            await log.Append(Numbered(own, 3, key: "own"));
            own += 3;
        }
        while (!finished.IsCompleted);
        await finished;

        var records = (await log.ReadToEnd(0)).Records;
        Assert.Equal(Enumerable.Range(0, Count + own), records.Select(record => (int)record.Offset));
        Assert.Equal(
            Enumerable.Range(0, own).Select(n => $"{n}"), records.Where(record => record.Key == "own").Select(record => record.Value));
        Assert.Equal(Enumerable.Range(0, Count).Select(n => $"other:{n}"),
            records.Where(record => record.Key == "other").Select(record => record.Value));
    }

    [Fact]
    public async Task AppendOfAnotherProcess_WakesAReader()
    {
        using var reader = _fixture.Open().Events.OpenReader(0, 0);
        var sink = new RecordingSink();
        var reading = Task.Factory.StartNew(
            () => reader.Read(sink, 1, Deadline, Token), Token, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        using var writer = Start("w", 1, batch: 1);
        Assert.Equal(1, await reading.WaitAsync(Deadline, Token));
        Assert.Equal(["w:0"], sink.Values);
    }

    [Fact]
    public async Task KilledWriter_LosesNothingAcknowledged()
    {
        const int Kills = 8, Batch = 7;
        var log = _fixture.Open().Events;
        var from = 0L;
        for (var kill = 0; kill < Kills; kill++)
        {
            using var writer = Start($"w{kill}", 1_000_000_000 / Batch * Batch, Batch);
            await writer.WaitUntilAcknowledged(100 + (kill * 131));
            await writer.Kill();

            var records = (await log.ReadToEnd(0, from)).Records;
            Assert.Equal(Enumerable.Range(0, records.Count).Select(n => $"w{kill}:{n}"), records.Select(record => record.Value));
            Assert.Equal(Enumerable.Range((int)from, records.Count), records.Select(record => (int)record.Offset));
            Assert.InRange(records.Count, writer.Acknowledged, int.MaxValue);
            from += records.Count;
        }
    }

    private LogWriterProcess Start(string name, int count, int batch) =>
        new(name, count, batch, "Log:Partitions=1", $"Log:Sqlite:File={_fixture.File}");
}
