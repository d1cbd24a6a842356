using System.Diagnostics;
using System.Text;

namespace OrleansFlights.Log.Tests;

internal static class LogTesting
{
    private const long Timestamp = 1_700_000_000_000;

    public static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public static LogEntry Entry(string value, string key = "", int? partition = null, long timestamp = Timestamp) =>
        new(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(value), timestamp, partition);

    public static LogEntry[] Numbered(int first, int count, int? partition = null, string key = "", long timestamp = Timestamp) =>
        [.. Enumerable.Range(first, count)
            .Select(number => Entry(number.ToString(System.Globalization.CultureInfo.InvariantCulture), key, partition, timestamp))];

    public static ValueTask Append(this ITopic log, params LogEntry[] entries) => log.AppendAsync(entries, Token);

    /// <summary>Reads until a number of records is there, or fails with what was.</summary>
    public static RecordingSink ReadRecords(this ILogReader reader, int count, int atOnce = 100_000)
    {
        var sink = new RecordingSink();
        var started = Stopwatch.GetTimestamp();
        while (sink.Records.Count < count)
        {
            Assert.True(
                Stopwatch.GetElapsedTime(started) < Deadline,
                $"{sink.Records.Count} of {count} records came; the reader stands at {reader.Position}");
            reader.Read(sink, atOnce, TimeSpan.FromSeconds(1), Token);
        }

        return sink;
    }

    /// <summary>Reads a partition from an offset to its end as it is now.</summary>
    public static async Task<RecordingSink> ReadToEnd(this ITopic log, int partition, long from = 0)
    {
        var end = (await log.GetOffsetsAsync(Token)).Single(range => range.Partition == partition).End;
        using var reader = log.OpenReader(partition, from);
        var sink = new RecordingSink();
        var started = Stopwatch.GetTimestamp();
        while (reader.Position < end)
        {
            Assert.True(
                Stopwatch.GetElapsedTime(started) < Deadline, $"The reader stands at {reader.Position} and never came to the end {end}");
            reader.Read(sink, int.MaxValue, TimeSpan.FromMilliseconds(100), Token);
        }

        return sink;
    }

    /// <summary>Waits until a partition ends at an offset or beyond.</summary>
    public static async Task<OffsetRange> WaitForEnd(this ITopic log, int partition, long end)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            var range = (await log.GetOffsetsAsync(Token)).Single(range => range.Partition == partition);
            if (range.End >= end)
                return range;
            Assert.True(Stopwatch.GetElapsedTime(started) < Deadline, $"{range} never came to the end {end}");
            await Task.Delay(20, Token);
        }
    }

    public static async Task<IReadOnlyList<RecordingSink>> ReadAll(this ITopic log)
    {
        var sinks = new List<RecordingSink>();
        foreach (var range in await log.GetOffsetsAsync(Token))
            sinks.Add(await log.ReadToEnd(range.Partition));
        return sinks;
    }
}
