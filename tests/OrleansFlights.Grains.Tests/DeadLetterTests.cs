using System.Globalization;
using System.Text;
using OrleansFlights.Flights;
using OrleansFlights.Grains.Contracts;
using OrleansFlights.Log;
using OrleansFlights.Log.DeadLetters;

namespace OrleansFlights.Grains.Tests;

/// <summary>Malformed and mutated records through the whole pipeline. How many: FLIGHTS_TEST_MALFORMED, default 50,000.</summary>
public sealed class DeadLetterTests(ITestOutputHelper output)
{
    private const int Batch = 5_000;

    [Fact]
    public async Task MutatedRecords_EachIsADeadLetterOrCounted_NoneIsLost()
    {
        var count = int.Parse(Environment.GetEnvironmentVariable("FLIGHTS_TEST_MALFORMED") ?? "50000", CultureInfo.InvariantCulture);
        using var directory = new TemporaryDirectory();
        await using var pipeline = await Pipeline.StartAsync(directory.Path);
        var mutator = new RecordMutator(seed: 42);
        var sent = new Dictionary<string, int>();
        for (var i = 0; i < count; i += Batch)
        {
            var entries = Enumerable.Range(0, Math.Min(Batch, count - i)).Select(_ => mutator.Next()).ToArray();
            await pipeline.Logs.Events.AppendAsync(entries, CancellationToken.None);
        }

        await pipeline.CaughtUpAsync();
        var parser = new FlightEventParser();
        var (valid, invalid) = (0L, new Dictionary<(int, long), byte[]>());
        foreach (var (record, value) in await RecordsAsync(pipeline.Logs.Events))
        {
            if (parser.Parse(value, record.Timestamp, out _).IsValid)
                valid++;
            else
                invalid.Add((record.Partition, record.Offset), value);
        }

        var pipelineGrain = pipeline.Grains.GetGrain<IPipelineGrain>(IPipelineGrain.Key);
        await Eventually.TrueAsync(
            async () => (await pipelineGrain.Read()).DeadLetters == invalid.Count, async () =>
                $"{(await pipelineGrain.Read()).DeadLetters} of {invalid.Count}");
        Assert.Equal(valid, (await pipeline.Grains.View(ViewKey.Total).Read()).Tally.Events);
        Assert.Equal(count, valid + invalid.Count);
        foreach (var (_, value) in await RecordsAsync(pipeline.Logs.DeadLetters))
        {
            var letter = DeadLetter.Parse(value);
            Assert.True(
                invalid.Remove((letter.Partition, letter.Offset), out var raw), $"{letter.Partition}/{letter.Offset} twice, or valid");
            Assert.Equal(raw, letter.Value);
            Assert.NotEmpty(letter.Reason);
            sent[letter.Reason] = sent.GetValueOrDefault(letter.Reason) + 1;
        }

        Assert.Empty(invalid);
        output.WriteLine($"{count:N0} records, {valid:N0} counted, {count - valid:N0} dead letters");
        foreach (var (reason, times) in sent.OrderByDescending(s => s.Value))
            output.WriteLine($"{times,9:N0} {reason}");
    }

    private static async Task<List<((int Partition, long Offset, long Timestamp) Record, byte[] Value)>> RecordsAsync(ITopic log)
    {
        var sink = new Sink();
        foreach (var range in await log.GetOffsetsAsync(CancellationToken.None))
        {
            using var reader = log.OpenReader(range.Partition, range.Begin);
            while (reader.Position < range.End)
                reader.Read(sink, Batch, TimeSpan.FromSeconds(5), CancellationToken.None);
        }

        return sink.Records;
    }

    private sealed class Sink : ILogRecordSink
    {
        public List<((int, long, long), byte[])> Records { get; } = [];

        public void OnRecord(in LogRecord record) =>
            Records.Add(((record.Partition, record.Offset, record.TimestampMilliseconds), record.Value.ToArray()));
    }

    private sealed class RecordMutator(int seed)
    {
        private const string Good = """
            {"flight_id":"EK087-20261124","airline":"Emirates","origin":"DXB","destination":"ZRH","scheduled_departure":"2026-11-24T08:40:00+04:00","actual_departure":"2026-11-24T08:52:30.5+04:00","status":"departed","aircraft":{"model":"A380","registration":"A6-EUV"},"event_time":"2026-11-24T04:52:31Z"}
            """;

        private static readonly string[] Words =
            ["null", "\"\"", "1e999", "[]", "{}", "true", "\"DXB\"", "\"zrh\"", "\"\\ud800\"", "\"9999-12-31T23:59:59Z\"", "\"unknown\"",
                "\u0000", "\"", "}", ","];

        private readonly Random _random = new(seed);

        public LogEntry Next()
        {
            var bytes = Encoding.UTF8.GetBytes(Good);
            for (var mutations = _random.Next(4); mutations > 0 && bytes.Length > 0; mutations--)
                bytes = Mutate(bytes);
            return new LogEntry(default, bytes, 1_795_495_951_000);
        }

        private byte[] Mutate(byte[] bytes)
        {
            var at = _random.Next(bytes.Length);
            switch (_random.Next(8))
            {
                case 0:
                    bytes[at] = (byte)_random.Next(256);
                    return bytes;
                case 1:
                    return bytes[..at];
                case 2:
                    return [.. bytes[..at], .. bytes[Math.Min(bytes.Length, at + 1 + _random.Next(8))..]];
                case 3:
                    return [.. bytes[..at], .. Encoding.UTF8.GetBytes(Words[_random.Next(Words.Length)]), .. bytes[at..]];
                case 4:
                    var text = Encoding.UTF8.GetString(bytes);
                    var colon = text.IndexOf(':', Math.Min(at, text.Length));
                    var comma = colon < 0 ? -1 : text.IndexOfAny([',', '}'], colon);
                    return comma < 0
                        ? bytes : Encoding.UTF8.GetBytes(text[..(colon + 1)] + Words[_random.Next(Words.Length)] + text[comma..]);
                case 5:
                    return _random.Next(200) == 0 ? [.. bytes, .. new byte[FlightEventParser.MaxRecordBytes]] : bytes;
                case 6:
                    return _random.Next(20) == 0 ? [] : bytes;
                default:
                    return Encoding.UTF8.GetBytes(
                        Encoding.UTF8.GetString(bytes).Replace("ZRH", _random.Next(2) == 0 ? "DXB" : "JFK", StringComparison.Ordinal));
            }
        }
    }
}
