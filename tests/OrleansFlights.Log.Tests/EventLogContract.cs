using System.Diagnostics;
using static OrleansFlights.Log.Tests.LogTesting;

namespace OrleansFlights.Log.Tests;

/// <summary>What every log keeps, whichever store it stands on.</summary>
public abstract class EventLogContract
{
    /// <summary>A topic of its own for the test.</summary>
    protected abstract Task<ITopic> OpenAsync(int partitions);

    /// <summary>Another topic of the same log.</summary>
    protected abstract Task<ITopic> OpenAnotherAsync();

    /// <summary>Skips a test of what the store under the log does not do.</summary>
    protected virtual void SkipUnlessTruncating()
    {
    }

    [Fact]
    public async Task NewTopic_IsEmpty()
    {
        var log = await OpenAsync(3);

        Assert.Equal([new(0, 0, 0), new(1, 0, 0), new(2, 0, 0)], await log.GetOffsetsAsync(Token));
        using var reader = log.OpenReader(0, 0);
        Assert.Equal(0, reader.Read(new RecordingSink(), 10, TimeSpan.Zero, Token));
        Assert.Equal(0, reader.Position);
    }

    [Fact]
    public async Task Append_EveryFieldComesBack()
    {
        var log = await OpenAsync(1);
        await log.Append(Entry("välue", "kéy", timestamp: 1_712_345_678_901));

        var record = Assert.Single((await log.ReadToEnd(0)).Records);
        Assert.Equal((0, 1_712_345_678_901, "kéy", "välue"), (record.Partition, record.Timestamp, record.Key, record.Value));
    }

    [Fact]
    public async Task Append_OffsetsRiseAndEndIsAfterTheLast()
    {
        var log = await OpenAsync(2);
        for (var batch = 0; batch < 20; batch++)
            await log.Append(Numbered(batch * 10, 10, partition: 1));

        var records = (await log.ReadToEnd(1)).Records;
        Assert.Equal(Enumerable.Range(0, 200).Select(n => $"{n}"), records.Select(record => record.Value));
        Assert.All(records.Zip(records.Skip(1)), pair => Assert.True(pair.First.Offset < pair.Second.Offset));
        var ranges = await log.GetOffsetsAsync(Token);
        Assert.Equal(0, ranges[0].End);
        Assert.True(ranges[1].End > records[^1].Offset);
    }

    [Fact]
    public async Task Append_OfNothing_ChangesNothing()
    {
        var log = await OpenAsync(1);
        await log.Append();
        Assert.Equal(0, (await log.GetOffsetsAsync(Token))[0].End);
    }

    [Fact]
    public async Task ConcurrentAppends_KeepTheOrderOfEachKeyOnOnePartition()
    {
        const int Writers = 8, Each = 50;
        var log = await OpenAsync(4);
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
        {
            for (var number = 0; number < Each; number++)
                await log.Append(Entry($"{number}", $"key-{writer}"));
        })));

        var records = (await log.ReadAll()).SelectMany(sink => sink.Records).ToList();
        Assert.Equal(Writers * Each, records.Count);
        foreach (var key in records.GroupBy(record => record.Key))
        {
            Assert.Equal(Enumerable.Range(0, Each).Select(n => $"{n}"), key.Select(record => record.Value));
            Assert.Equal(KeyPartitioner.PartitionOf(System.Text.Encoding.UTF8.GetBytes(key.Key), 4),
                Assert.Single(key.Select(r => r.Partition).Distinct()));
        }
    }

    [Fact]
    public async Task Append_WithoutKeys_UsesEveryPartition()
    {
        var log = await OpenAsync(4);
        await log.Append(Numbered(0, 400));
        Assert.All(await log.GetOffsetsAsync(Token), range => Assert.True(range.End > 0, $"{range}"));
    }

    [Fact]
    public async Task Append_ToAChosenPartition_IgnoresTheKey()
    {
        var log = await OpenAsync(4);
        await log.Append(Enumerable.Range(0, 40).Select(n => Entry($"{n}", $"key-{n}", partition: 2)).ToArray());
        Assert.Equal(40, (await log.ReadToEnd(2)).Records.Count);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(2)]
    public async Task PartitionOutsideTheTopic_IsRefused(int partition)
    {
        var log = await OpenAsync(2);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await log.Append(Entry("x", partition: partition)));
        Assert.Throws<ArgumentOutOfRangeException>(() => log.OpenReader(partition, 0));
    }

    [Fact]
    public async Task EmptyValuesAndLargeOnes_ComeBack()
    {
        var log = await OpenAsync(1);
        var large = new string('x', 700_000);
        await log.Append(Entry(""), Entry(large, "k"), Entry("", "k"), Entry("small"));

        Assert.Equal(["", large, "", "small"], (await log.ReadToEnd(0)).Values);
    }

    [Fact]
    public async Task Reader_StartsAtItsOffset()
    {
        var log = await OpenAsync(1);
        await log.Append(Numbered(0, 10));
        await log.Append(Numbered(10, 10));
        var all = (await log.ReadToEnd(0)).Records;

        foreach (var at in new[] { 0, 5, 9, 10, 15, 19 })
        {
            using var reader = log.OpenReader(0, all[at].Offset);
            var read = reader.ReadRecords(20 - at);
            Assert.Equal(all.Skip(at), read.Records);
            Assert.True(reader.Position > all[^1].Offset);
        }
    }

    [Fact]
    public async Task Reader_GoesOnWhereItWas_InSmallSteps()
    {
        var log = await OpenAsync(1);
        await log.Append(Numbered(0, 1000));

        using var reader = log.OpenReader(0, 0);
        Assert.Equal(Enumerable.Range(0, 1000).Select(n => $"{n}"), reader.ReadRecords(1000, atOnce: 7).Values);
    }

    [Fact]
    public async Task Reader_AfterSeek_ReadsFromThere()
    {
        var log = await OpenAsync(1);
        await log.Append(Numbered(0, 100));
        using var reader = log.OpenReader(0, 0);
        var all = reader.ReadRecords(100).Records;

        reader.Seek(all[40].Offset);
        Assert.Equal(all[40].Offset, reader.Position);
        Assert.Equal("40", reader.ReadRecords(60, atOnce: 5).Records[0].Value);
        reader.Seek(0);
        Assert.Equal("0", reader.ReadRecords(100).Records[0].Value);
    }

    [Fact]
    public async Task TwoReaders_DoNotDisturbEachOther()
    {
        var log = await OpenAsync(1);
        await log.Append(Numbered(0, 100));
        using var one = log.OpenReader(0, 0);
        using var two = log.OpenReader(0, 0);

        one.ReadRecords(100);
        Assert.Equal(Enumerable.Range(0, 100).Select(n => $"{n}"), two.ReadRecords(100, atOnce: 10).Values);
    }

    [Fact]
    public async Task WaitingReader_IsWokenByAnAppend()
    {
        var log = await OpenAsync(1);
        var sink = new RecordingSink();
        var reading = Task.Factory.StartNew(
            () =>
            {
                using var reader = log.OpenReader(0, 0);
                return reader.Read(sink, 10, Deadline, Token);
            },
            Token,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        await log.Append(Entry("news"));

        Assert.Equal(1, await reading.WaitAsync(Deadline, Token));
        Assert.Equal(["news"], sink.Values);
    }

    [Fact]
    public async Task ReaderBeyondTheEnd_WaitsForItsOffset()
    {
        var log = await OpenAsync(1);
        await log.Append(Numbered(0, 5));
        var end = (await log.GetOffsetsAsync(Token))[0].End;
        using var reader = log.OpenReader(0, end + 3);
        Assert.Equal(0, reader.Read(new RecordingSink(), 10, TimeSpan.FromMilliseconds(50), Token));

        for (var number = 5; number < 12; number++)
            await log.Append(Numbered(number, 1));
        var sink = reader.ReadRecords(1);
        Assert.True(sink.Records[0].Offset >= end + 3, $"{sink.Records[0]}");
        Assert.DoesNotContain("5", sink.Values);
    }

    [Fact]
    public async Task Wait_EndsWhenItsTimeIsOver()
    {
        var log = await OpenAsync(1);
        using var reader = log.OpenReader(0, 0);
        var started = Stopwatch.GetTimestamp();
        Assert.Equal(0, reader.Read(new RecordingSink(), 10, TimeSpan.FromMilliseconds(100), Token));
        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.FromMilliseconds(90), Deadline);
    }

    [Fact]
    public async Task Wait_EndsWhenItIsCancelled()
    {
        var log = await OpenAsync(1);
        using var reader = log.OpenReader(0, 0);
        using var cancellation = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        Assert.ThrowsAny<OperationCanceledException>(() => reader.Read(new RecordingSink(), 10, Deadline, cancellation.Token));

        await log.Append(Entry("after"));
        Assert.Equal(["after"], reader.ReadRecords(1).Values);
    }

    [Fact]
    public async Task CancelledAppend_AppendsNothing()
    {
        var log = await OpenAsync(1);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await log.AppendAsync(Numbered(0, 3), new CancellationToken(true)));
        await log.Append(Entry("only"));
        Assert.Equal(["only"], (await log.ReadToEnd(0)).Values);
    }

    [Fact]
    public async Task SinkThatThrows_SeesTheNextRecordNext()
    {
        var log = await OpenAsync(1);
        await log.Append(Numbered(0, 5));
        using var reader = log.OpenReader(0, 0);
        Assert.Throws<InvalidOperationException>(() => reader.Read(new ThrowingSink("2"), 10, Deadline, Token));

        Assert.Equal(["3", "4"], reader.ReadRecords(2).Values);
    }

    [Fact]
    public async Task Truncate_ForgetsRecordsBelowAndNoneAbove()
    {
        SkipUnlessTruncating();
        var log = await OpenAsync(2);
        for (var batch = 0; batch < 20; batch++)
            await log.Append(Numbered(batch * 10, 10, partition: 0));
        await log.Append(Numbered(0, 10, partition: 1));
        var all = (await log.ReadToEnd(0)).Records;

        await log.TruncateAsync(0, all[105].Offset, Token);

        var ranges = await log.GetOffsetsAsync(Token);
        Assert.InRange(ranges[0].Begin, all[100].Offset, all[105].Offset);
        Assert.Equal(0, ranges[1].Begin);
        var kept = (await log.ReadToEnd(0)).Records;
        Assert.Equal(all.Where(record => record.Offset >= ranges[0].Begin), kept);
    }

    [Fact]
    public async Task Truncate_OfEverything_KeepsTheEnd()
    {
        SkipUnlessTruncating();
        var log = await OpenAsync(1);
        await log.Append(Numbered(0, 10));
        var before = (await log.GetOffsetsAsync(Token))[0];
        await log.TruncateAsync(0, before.End, Token);
        await log.Append(Entry("next"));

        var after = (await log.GetOffsetsAsync(Token))[0];
        Assert.True(after.End > before.End);
        using var reader = log.OpenReader(0, before.End);
        var record = Assert.Single(reader.ReadRecords(1).Records);
        Assert.Equal("next", record.Value);
        Assert.True(record.Offset >= before.End);
    }

    [Fact]
    public async Task ReaderBelowTheBegin_TellsOfTheHoleOnce()
    {
        SkipUnlessTruncating();
        var log = await OpenAsync(1);
        for (var batch = 0; batch < 20; batch++)
            await log.Append(Numbered(batch * 10, 10));
        await log.TruncateAsync(0, 100, Token);
        var begin = (await log.GetOffsetsAsync(Token))[0].Begin;

        var sink = await log.ReadToEnd(0, from: 30);

        Assert.Equal([new LogHole(0, 30, begin)], sink.Holes);
        Assert.Equal(begin, sink.Records[0].Offset);
        Assert.Empty((await log.ReadToEnd(0, from: begin)).Holes);
    }

    [Fact]
    public async Task Truncate_AboveAReaderThatStandsStill_IsTold()
    {
        SkipUnlessTruncating();
        var log = await OpenAsync(1);
        await log.Append(Numbered(0, 10));
        using var reader = log.OpenReader(0, 0);
        var sink = reader.ReadRecords(10);

        for (var batch = 1; batch < 20; batch++)
            await log.Append(Numbered(batch * 10, 10));
        reader.Seek(10);
        await log.TruncateAsync(0, 150, Token);
        var begin = (await log.GetOffsetsAsync(Token))[0].Begin;
        var started = Stopwatch.GetTimestamp();
        while (reader.Position < 200)
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < Deadline, $"the reader stands at {reader.Position}");
            reader.Read(sink, 1_000, TimeSpan.FromMilliseconds(100), Token);
        }

        Assert.Equal([new LogHole(0, 10, begin)], sink.Holes);
        Assert.Equal(200 - (begin - 10), sink.Records.Count);
    }

    [Fact]
    public async Task SinkThatRefusesAHole_IsToldOfItAgain()
    {
        SkipUnlessTruncating();
        var log = await OpenAsync(1);
        for (var batch = 0; batch < 20; batch++)
            await log.Append(Numbered(batch * 10, 10));
        await log.TruncateAsync(0, 100, Token);
        using var reader = log.OpenReader(0, 0);

        Assert.Throws<InvalidOperationException>(() => reader.Read(new ThrowingSink("none"), 10, Deadline, Token));
        Assert.Equal(0, reader.Position);

        Assert.Single(reader.ReadRecords(1).Holes);
    }

    [Fact]
    public async Task Identity_StaysAndTellsTopicsApart()
    {
        var (one, other) = (await OpenAsync(1), await OpenAnotherAsync());

        var identity = await one.GetIdentityAsync(Token);
        await one.Append(Numbered(0, 10));

        Assert.Equal(identity, await one.GetIdentityAsync(Token));
        Assert.NotEqual(identity, await other.GetIdentityAsync(Token));
    }

    private sealed class ThrowingSink(string at) : ILogRecordSink
    {
        public void OnRecord(in LogRecord record)
        {
            if (System.Text.Encoding.UTF8.GetString(record.Value) == at)
                throw new InvalidOperationException("The sink failed.");
        }

        public void OnHole(LogHole hole) => throw new InvalidOperationException("The sink takes no hole.");
    }
}
