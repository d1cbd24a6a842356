using System.Diagnostics;
using System.Globalization;
using System.Text;
using static OrleansFlights.Log.Tests.LogTesting;

namespace OrleansFlights.Log.Tests;

/// <summary>Measures a log: records of 250 bytes keyed by 10,000 routes on 8 partitions.</summary>
internal static class LogThroughput
{
    public const int Partitions = 8;
    private const int Routes = 10_000;
    private const int Batch = 1_000;

    /// <summary>Appends with several callers at once and says how many records a second were acknowledged.</summary>
    public static async Task Fill(ITopic log, int records, int callers)
    {
        var value = new byte[250];
        Array.Fill(value, (byte)'x');
        var keys = Enumerable.Range(0, Routes)
            .Select(n => Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"R{n:0000}"))).ToArray();
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
        {
            var entries = new LogEntry[Batch];
            for (var at = caller * Batch; at < records; at += callers * Batch)
            {
                for (var i = 0; i < Batch; i++)
                    entries[i] = new LogEntry(keys[(int)((at + i) * 7919L % Routes)], value, 1_700_000_000_000);
                await log.AppendAsync(entries, Token);
            }
        })));
        Report($"append, {callers} callers, batches of {Batch}", records, started, TimeSpan.Zero);
    }

    /// <summary>Appends one record a call, with many callers at once.</summary>
    public static async Task OneByOne(ITopic log, int records, int callers)
    {
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
        {
            for (var at = caller; at < records; at += callers)
                await log.Append(Entry(new string('x', 250), $"R{at % Routes}"));
        })));
        Report($"append, {callers} callers, one record a call", records, started, TimeSpan.Zero);
    }

    /// <summary>Reads everything with some threads, each its partitions one after the other.</summary>
    public static async Task Drain(ITopic log, int threads)
    {
        var ranges = await log.GetOffsetsAsync(Token);
        var cpu = Process.GetCurrentProcess().TotalProcessorTime;
        var started = Stopwatch.GetTimestamp();
        var counts = await Task.WhenAll(Enumerable.Range(0, threads).Select(thread => Task.Factory.StartNew(
            () => ranges.Where(range => range.Partition % threads == thread).Sum(range => Drain(log, range)),
            Token,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default)));
        Report($"read, {threads} threads", counts.Sum(), started, cpu);
    }

    public static void Report(string what, long records, long started, TimeSpan cpuBefore)
    {
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        var line = string.Create(CultureInfo.InvariantCulture, $"{what}: {records:N0} records, {records / seconds:N0}/s");
        if (cpuBefore > TimeSpan.Zero)
            line += string.Create(CultureInfo.InvariantCulture,
                $", {records / (Process.GetCurrentProcess().TotalProcessorTime - cpuBefore).TotalSeconds:N0} per CPU second");
        TestContext.Current.SendDiagnosticMessage(line);
        Console.Error.WriteLine(line);
    }

    private static long Drain(ITopic log, OffsetRange range)
    {
        using var reader = log.OpenReader(range.Partition, range.Begin);
        var sink = new CountingSink();
        while (reader.Position < range.End)
            reader.Read(sink, 50_000, TimeSpan.FromSeconds(1), Token);
        return sink.Records;
    }

    private sealed class CountingSink : ILogRecordSink
    {
        public long Bytes { get; private set; }

        public long Records { get; private set; }

        public void OnRecord(in LogRecord record)
        {
            Records++;
            Bytes += record.Value.Length + record.Value[0];
        }
    }
}
