using static OrleansFlights.Log.Tests.LogTesting;

namespace OrleansFlights.Log.Tests.Sqlite;

public sealed class SqliteLogTests : IAsyncLifetime
{
    private readonly SqliteFixture _fixture = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task Offsets_AreDenseAcrossChunksAndCommits()
    {
        var log = _fixture.Open(2).Events;
        await log.AppendAsync(Numbered(0, 10_000, partition: 1), Token);
        await Task.WhenAll(Enumerable.Range(0, 100).Select(n => log.Append(Numbered(n, 1, partition: 1)).AsTask()));

        var records = (await log.ReadToEnd(1)).Records;
        Assert.Equal(Enumerable.Range(0, 10_100), records.Select(record => (int)record.Offset));
        Assert.Equal(Enumerable.Range(0, 10_000).Select(n => $"{n}"), records.Take(10_000).Select(record => record.Value));
    }

    [Fact]
    public async Task Reopened_EverythingIsThere()
    {
        var first = _fixture.Open(3);
        await first.Events.Append(Numbered(0, 50, key: "k"));
        await first.DisposeAsync();

        var log = _fixture.Open(3).Events;
        await log.Append(Numbered(50, 50, key: "k"));
        var records = (await log.ReadAll()).SelectMany(sink => sink.Records).ToList();
        Assert.Equal(Enumerable.Range(0, 100).Select(n => $"{n}"), records.Select(record => record.Value));
    }

    [Fact]
    public async Task Topic_KeepsThePartitionsItWasMadeWith()
    {
        await _fixture.Open(3).DisposeAsync();
        var eventLog = _fixture.Open(7);
        Assert.Equal(3, (await eventLog.Events.GetOffsetsAsync(Token)).Count);
        Assert.Equal(3, (await eventLog.DeadLetters.GetOffsetsAsync(Token)).Count);
        Assert.Equal(7, (await eventLog.Open("another", compacted: true).GetOffsetsAsync(Token)).Count);
    }

    [Fact]
    public async Task Topics_DoNotMix()
    {
        var eventLog = _fixture.Open(2);
        await eventLog.Events.Append(Entry("event", partition: 1));
        await eventLog.DeadLetters.Append(Entry("dead", partition: 1));
        await eventLog.Open("third", compacted: false).Append(Entry("third", partition: 1));

        Assert.Equal(["event"], (await eventLog.Events.ReadToEnd(1)).Values);
        Assert.Equal(["dead"], (await eventLog.DeadLetters.ReadToEnd(1)).Values);
        Assert.Equal(["third"], (await eventLog.Open("third", compacted: false).ReadToEnd(1)).Values);
        Assert.Empty((await eventLog.Events.ReadToEnd(0)).Values);
    }

    [Fact]
    public async Task Truncate_BelowManyChunks_GoesOnUntilAllAreGone()
    {
        var log = _fixture.Open().Events;
        for (var number = 0; number < 700; number++)
            await log.Append(Numbered(number, 1));
        await log.TruncateAsync(0, 650, Token);
        Assert.Equal(new OffsetRange(0, 650, 700), (await log.GetOffsetsAsync(Token))[0]);

        using var reader = log.OpenReader(0, 3);
        Assert.Equal("650", reader.ReadRecords(50).Values.First());
    }

    [Fact]
    public async Task Close_WritesWhatWasAskedFor()
    {
        var eventLog = _fixture.Open();
        var appends = Enumerable.Range(0, 200).Select(n => eventLog.Events.Append(Numbered(n, 1)).AsTask()).ToList();
        await eventLog.DisposeAsync();
        await Task.WhenAll(appends);
        Assert.Equal(200, (await _fixture.Open().Events.ReadToEnd(0)).Records.Count);
    }
}
