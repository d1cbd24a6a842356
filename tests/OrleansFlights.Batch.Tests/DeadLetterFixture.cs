using Microsoft.Extensions.Logging.Abstractions;
using OrleansFlights.Batch.DeadLetters;
using OrleansFlights.Flights;
using OrleansFlights.Log;
using OrleansFlights.Log.DeadLetters;

namespace OrleansFlights.Batch.Tests;

/// <summary>Rejects what is on the log and no flight event, as the readers of a silo do.</summary>
internal sealed class DeadLetterFixture(BatchFixture batch)
{
    public ITopic DeadLetters => batch.Get<IEventLog>().DeadLetters;

    public async Task RejectAsync(Func<ReadOnlySpan<byte>, long, Rejection>? parse = null)
    {
        foreach (var range in await batch.Log.GetOffsetsAsync(BatchFixture.Token))
        {
            await using var writer = await DeadLetterWriter.OpenAsync(
                batch.Log, DeadLetters, range.Partition, NullLogger.Instance, missed: null, BatchFixture.Token);
            var sink = new Sink(writer, parse ?? new Parser().Parse);
            using var reader = batch.Log.OpenReader(range.Partition, range.Begin);
            while (reader.Position < range.End)
                reader.Read(sink, 1_000, TimeSpan.FromMilliseconds(50), BatchFixture.Token);
            await writer.FlushAsync(BatchFixture.Token);
        }
    }

    public async Task<List<DeadLetter>> AllAsync(DeadLetterFilter? filter = null, RecordPosition? after = null) =>
        await batch.Get<DeadLetterReader>().ReadAsync(filter ?? new DeadLetterFilter(), after, null, BatchFixture.Token)
            .ToListAsync(BatchFixture.Token);

    private sealed class Parser
    {
        private readonly FlightEventParser _parser = new();

        public Rejection Parse(ReadOnlySpan<byte> value, long timestamp) => _parser.Parse(value, timestamp, out _);
    }

    private sealed class Sink(DeadLetterWriter writer, Func<ReadOnlySpan<byte>, long, Rejection> parse) : ILogRecordSink
    {
        public void OnRecord(in LogRecord record)
        {
            var rejection = parse(record.Value, record.TimestampMilliseconds);
            if (!rejection.IsValid)
                writer.Add(in record, rejection.ToString(), BatchFixture.Token);
        }
    }
}
