using System.Text;
using OrleansFlights.Batch.DeadLetters;
using OrleansFlights.Batch.Runs;
using OrleansFlights.Flights;
using OrleansFlights.Log;
using OrleansFlights.Log.DeadLetters;

namespace OrleansFlights.Batch.Tests;

public sealed class DeadLetterTests
{
    private const long Time = 1_760_000_000_000;
    private const string Good = """{"flight_id":"F1","airline":"A","origin":"DXB","destination":"ZRH","scheduled_departure":"2025-10-09T08:40:00Z","actual_departure":null,"status":"landed","aircraft":{"model":"","registration":""}}""";
    private static readonly (string, string) ByHand = ("Batch:Enabled", "false");

    [Fact]
    public async Task List_ChoosesByReasonPlaceAndPage()
    {
        await using var batch = new BatchFixture(null, ByHand);
        await batch.AppendAsync(new RandomRecords(61).Take(2_000));
        var letters = new DeadLetterFixture(batch);
        await letters.RejectAsync();

        var all = await letters.AllAsync();
        Assert.True(all.Count > 100, $"{all.Count} dead letters test too little");
        Assert.Equal(all.OrderBy(l => l.Partition).ThenBy(l => l.Offset), all);
        Assert.Equal(all.Where(l => l.Reason.Contains("malformed", StringComparison.Ordinal)).Select(Place),
            (await letters.AllAsync(new DeadLetterFilter(Reason: "MALFORMED"))).Select(Place));
        var middle = all[all.Count / 2];
        Assert.Equal(all.SkipWhile(l => l != middle).Skip(1).Select(Place), (await letters.AllAsync(after: Place(middle))).Select(Place));
        Assert.Equal(all.Where(l => l.Partition == 1 && l.Offset >= 20 && l.Offset < 300).Select(l => l.Offset),
            (await letters.AllAsync(new DeadLetterFilter(Partition: 1, From: 20, To: 300))).Select(l => l.Offset));
    }

    [Fact]
    public async Task Replay_SubmitsOnceWithKeyAndTimestampWhatIsAFlightEventNow()
    {
        await using var batch = new BatchFixture(null, ByHand);
        await batch.AppendAsync(
            Enumerable.Range(0, 700).Select(i => new LogEntry(Encoding.UTF8.GetBytes($"k{i}"), Encoding.UTF8.GetBytes(Good), Time + i)));
        await batch.AppendAsync(new LogEntry("bad"u8.ToArray(), "{"u8.ToArray(), Time));
        var letters = new DeadLetterFixture(batch);
        await letters.RejectAsync((value, _) => new Rejection(RejectReason.UnknownStatus, FlightField.Status));
        var replayer = batch.Get<DeadLetterReplayer>();

        Assert.Equal(new ReplayResult(700, 0, 1), await replayer.ReplayAsync(
            new DeadLetterFilter(), new ReplayMode(DryRun: true, Again: false, Unchecked: false), null, BatchFixture.Token));
        Assert.Equal(701, (await Records(batch)).Count);
        Assert.Equal(new ReplayResult(700, 0, 1), await replayer.ReplayAsync(new DeadLetterFilter(), default, null, BatchFixture.Token));
        Assert.Equal(new ReplayResult(0, 700, 1), await replayer.ReplayAsync(new DeadLetterFilter(), default, null, BatchFixture.Token));
        var records = await Records(batch);
        Assert.Equal(1_401, records.Count);
        Assert.All(records.Where(r => r.Key != "bad").GroupBy(r => r), g => Assert.Equal(2, g.Count()));

        Assert.Equal(new ReplayResult(701, 0, 0), await replayer.ReplayAsync(
            new DeadLetterFilter(), new ReplayMode(Again: true, Unchecked: true, DryRun: false), null, BatchFixture.Token));
        Assert.Equal(2_102, (await Records(batch)).Count);
    }

    [Fact]
    public async Task ReplayThatDied_SubmitsAtMostTheLastRecordsTwice()
    {
        await using var batch = new BatchFixture(null, ByHand);
        await batch.AppendAsync(
            Enumerable.Range(0, 1_200).Select(i => new LogEntry(Encoding.UTF8.GetBytes($"k{i}"), Encoding.UTF8.GetBytes(Good), Time + i)));
        var letters = new DeadLetterFixture(batch);
        await letters.RejectAsync((_, _) => new Rejection(RejectReason.MissingField, FlightField.Status));
        var replayer = batch.Get<DeadLetterReplayer>();
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => replayer.ReplayAsync(new DeadLetterFilter(), default, new StopAfterFirst(stop), stop.Token));

        var again = await replayer.ReplayAsync(new DeadLetterFilter(), default, null, BatchFixture.Token);
        Assert.Equal(DeadLetterReplayer.SubmitAtOnce, again.ReplayedBefore);
        var submitted = (await Records(batch)).GroupBy(r => r).Select(g => g.Count()).ToList();
        Assert.Equal(1_200, submitted.Count);
        Assert.All(submitted, times => Assert.InRange(times, 2, 3));
        Assert.InRange(submitted.Count(times => times == 3), 0, DeadLetterReplayer.SubmitAtOnce);
    }

    [Fact]
    public async Task TwoReplaysAtOnce_OneIsRefused()
    {
        await using var batch = new BatchFixture(null, ByHand);
        using var other = RunLock.TryAcquire(Path.Combine(batch.Directory, "replay.lock"));
        Assert.NotNull(other);
        var refused = await Assert.ThrowsAsync<BatchException>(
            () => batch.Get<DeadLetterReplayer>().ReplayAsync(new DeadLetterFilter(), default, null, BatchFixture.Token));
        Assert.Contains("Another replay is under way", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Commands_ListShowAndReplay()
    {
        await using var batch = new BatchFixture(null, ByHand, ("Log:Partitions", "1"));
        await batch.AppendAsync(
            new LogEntry("k\u001b[31m"u8.ToArray(), "{\"flight_id\":1}"u8.ToArray(), Time),
                new LogEntry(default, new byte[] { 0, 0xFF, (byte)'a' }, Time));
        await new DeadLetterFixture(batch).RejectAsync();

        var list = await BatchProcess.OkAsync(batch, "dead-letters", "list", "--limit", "1");
        Assert.Contains("0/0", list, StringComparison.Ordinal);
        Assert.Contains(@"k\x1B[31m", list, StringComparison.Ordinal);
        Assert.Contains("flight_id: wrong JSON type", list, StringComparison.Ordinal);
        Assert.Contains("More follow: --after 0/0", list, StringComparison.Ordinal);
        Assert.Contains("00 ff 61", await BatchProcess.OkAsync(batch, "dead-letters", "show", "0/1"), StringComparison.Ordinal);
        Assert.Contains("{\"flight_id\":1}", await BatchProcess.OkAsync(batch, "dead-letters", "show", "0/0"), StringComparison.Ordinal);
        using var careful = BatchProcess.Start(batch, "dead-letters", "replay", "--all");
        Assert.Equal(
            (1, "Submitted 0 records; left out 0 replayed before and 2 that are still no flight events\n", ""), await careful.EndAsync());
        Assert.Contains("Submitted 1 records", await BatchProcess.OkAsync(
            batch, "dead-letters", "replay", "--reason", "wrong json type", "--unchecked"), StringComparison.Ordinal);
        using var unchosen = BatchProcess.Start(batch, "dead-letters", "replay");
        Assert.Equal(1, (await unchosen.EndAsync()).ExitCode);
    }

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("a\\b", @"a\\b")]
    [InlineData("\u001b]0;x\u0007\u202e", @"\x1B]0;x\x07\xE2\x80\xAE")]
    public void Line_ShowsNothingThatActsOnATerminal(string text, string line) =>
        Assert.Equal(line, RawBytes.Line(Encoding.UTF8.GetBytes(text), 100));

    [Fact]
    public async Task ForeignRecords_ArePassedOverAndListed()
    {
        await using var batch = new BatchFixture(null, ByHand, ("Log:Partitions", "1"));
        var letters = new DeadLetterFixture(batch);
        await batch.AppendAsync(new LogEntry("k"u8.ToArray(), "{"u8.ToArray(), Time));
        await letters.RejectAsync();
        var forged = new DeadLetter("forged", batch.Log.Topic, 0, 1_000_000, Time, [], []).ToBytes();
        await letters.DeadLetters.AppendAsync(
            new LogEntry[] { new(default, "junk"u8.ToArray(), Time), new(default, "{\"offset\":7}"u8.ToArray(), Time),
                new(default, default, Time), new(default, forged, Time) },
            BatchFixture.Token);

        await batch.AppendAsync(new LogEntry("k"u8.ToArray(), "["u8.ToArray(), Time));
        await letters.RejectAsync();
        await letters.RejectAsync();
        Assert.Equal([0, 1_000_000, 1], (await letters.AllAsync()).Select(l => l.Offset));
        var list = await BatchProcess.OkAsync(batch, "dead-letters", "list");
        Assert.Contains("foreign 0/1 of the topic of dead letters, 4 bytes", list, StringComparison.Ordinal);
        Assert.Contains("3 records are foreign", list, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(800_000)]
    [InlineData(5_000_000)]
    public async Task LargeRecord_IsKeptAsItsBeginLengthAndChecksum(int bytes)
    {
        await using var batch = new BatchFixture(null, ByHand, ("Log:Partitions", "1"));
        var value = Enumerable.Range(0, bytes).Select(i => (byte)i).ToArray();
        await batch.AppendAsync(new LogEntry("k"u8.ToArray(), value, Time));
        var letters = new DeadLetterFixture(batch);
        await letters.RejectAsync();

        var letter = Assert.Single(await letters.AllAsync());
        Assert.Equal((bytes, false), (letter.Length, letter.IsWhole));
        Assert.Equal(value[..DeadLetter.FirstBytes], letter.Value);
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(value)), letter.Sha256);
        Assert.Contains($"bytes   {bytes}, of which the first 4096 are here; SHA-256 {letter.Sha256}",
            await BatchProcess.OkAsync(batch, "dead-letters", "show", "0/0"), StringComparison.Ordinal);
        Assert.Equal(
            new ReplayResult(0, 0, 1),
            await batch.Get<DeadLetterReplayer>().ReplayAsync(
                new DeadLetterFilter(), new ReplayMode(Again: true, Unchecked: true, DryRun: false), null, BatchFixture.Token));
    }

    [Fact]
    public async Task TopicThatTakesLess_StillGetsEveryLetterOnce()
    {
        await using var batch = new BatchFixture(null, ByHand, ("Log:Partitions", "1"));
        await batch.AppendAsync(
            Enumerable.Range(0, 20).Select(i => new LogEntry("k"u8.ToArray(), new byte[i % 5 == 0 ? 9_000 : 10], Time)));
        var dead = new MoodyTopic(batch.Get<IEventLog>().DeadLetters) { MaxBytes = 2_000 };
        await RejectAllAsync(batch, dead);

        var all = await new DeadLetterFixture(batch).AllAsync();
        Assert.Equal(Enumerable.Range(0, 20).Select(i => (long)i), all.Select(l => l.Offset));
        Assert.All(all, l => Assert.Equal(l.Offset % 5 == 0 ? 9_000 : 10, l.Length ?? l.Value.Length));
    }

    [Fact]
    public async Task TopicThatFailsAfterItTookSome_GetsEveryLetterOnceAndIsUnhealthyMeanwhile()
    {
        await using var batch = new BatchFixture(null, ByHand, ("Log:Partitions", "1"));
        await batch.AppendAsync(Enumerable.Range(0, 20).Select(_ => new LogEntry("k"u8.ToArray(), "{"u8.ToArray(), Time)));
        var seen = new List<string>();
        var dead = new MoodyTopic(
            batch.Get<IEventLog>().DeadLetters)
        { Failures = 2, OnAppend = () => seen.AddRange(DeadLetterFailures.Current) };
        await RejectAllAsync(batch, dead);

        var range = Assert.Single(await dead.GetOffsetsAsync(BatchFixture.Token));
        Assert.Equal(20, range.End - range.Begin);
        Assert.Contains(seen, f => f.Contains("moody", StringComparison.Ordinal));
        Assert.DoesNotContain(DeadLetterFailures.Current, f => f.Contains("moody", StringComparison.Ordinal));
    }

    [Fact]
    public async Task RecordsThatOnlyTheBatchLayerSaw_GetTheirLettersToo()
    {
        await using var batch = new BatchFixture(null, ByHand, ("Log:Partitions", "1"));
        await batch.AppendAsync(new RandomRecords(62).Take(1_000));
        var parser = new FlightEventParser();
        string? Judge(in LogRecord record) =>
            parser.Parse(record.Value, record.TimestampMilliseconds, out _) is { IsValid: false } wrong ? wrong.ToString() : null;
        var topic = batch.Get<IEventLog>().DeadLetters;
        for (var time = 0; time < 2; time++)
        {
            // A reader that begins at the cut of a generation, twice.
            await using var writer = await DeadLetterWriter.OpenAsync(
                batch.Log, topic, 0, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance, new MissedRecords(0, 800, Judge),
                    BatchFixture.Token);
            await writer.FlushAsync(BatchFixture.Token);
        }

        var letters = await new DeadLetterFixture(batch).AllAsync();
        Assert.All(letters, l => Assert.True(l.Offset < 800));
        await new DeadLetterFixture(batch).RejectAsync();
        var range = Assert.Single(await topic.GetOffsetsAsync(BatchFixture.Token));
        var expected = await batch.Get<IEventLog>().Events.GetOffsetsAsync(BatchFixture.Token);
        Assert.Equal(1_000, expected[0].End);
        Assert.True(letters.Count > 20 && range.End - range.Begin > letters.Count, $"{letters.Count} letters of {range}");
        Assert.Equal(range.End - range.Begin, (await new DeadLetterFixture(batch).AllAsync()).Count);
    }

    private static async Task RejectAllAsync(BatchFixture batch, ITopic dead)
    {
        await using var writer = await DeadLetterWriter.OpenAsync(
            batch.Log, dead, 0, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance, null, BatchFixture.Token);
        var sink = new RejectSink(writer);
        using var reader = batch.Log.OpenReader(0, 0);
        var end = (await batch.Log.GetOffsetsAsync(BatchFixture.Token))[0].End;
        while (reader.Position < end)
            reader.Read(sink, 100, TimeSpan.FromMilliseconds(50), BatchFixture.Token);
        await writer.FlushAsync(BatchFixture.Token);
    }

    private sealed class RejectSink(DeadLetterWriter writer) : ILogRecordSink
    {
        public void OnRecord(in LogRecord record) => writer.Add(in record, "no good", BatchFixture.Token);
    }

    private static RecordPosition Place(DeadLetter letter) => new(letter.Partition, letter.Offset);

    private static async Task<List<(string Key, string Value, long Timestamp)>> Records(BatchFixture batch)
    {
        var sink = new Sink();
        await batch.Log.ReadAllAsync(sink, BatchFixture.Token);
        return sink.Records;
    }

    private sealed class Sink : ILogRecordSink
    {
        public List<(string, string, long)> Records { get; } = [];

        public void OnRecord(in LogRecord record) =>
            Records.Add((Encoding.UTF8.GetString(record.Key), Encoding.UTF8.GetString(record.Value), record.TimestampMilliseconds));
    }

    private sealed class StopAfterFirst(CancellationTokenSource stop) : IProgress<ReplayResult>
    {
        public void Report(ReplayResult value) => stop.Cancel();
    }
}
