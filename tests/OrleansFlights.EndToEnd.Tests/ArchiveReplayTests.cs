using System.Globalization;
using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OrleansFlights.Log;
using OrleansFlights.Log.Hosting;

namespace OrleansFlights.EndToEnd.Tests;

/// <summary>
/// What <c>batch archive</c> wrote, <c>producer replay</c> brings back to a log: each record with its bytes, key and time.
/// </summary>
public sealed class ArchiveReplayTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(1);
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("flights-archive-replay-");

    [Fact]
    public async Task Archive_ReplayedToAnEmptyLog_GivesTheSameRecords()
    {
        var (from, to, records) = await ArchiveAsync();

        Assert.Equal(0, (await ReplayAsync(from, to, "--send-malformed")).Code);

        Assert.Equal(await ReadAsync(from), await ReadAsync(to));
        Assert.Equal(records.Length, (await ReadAsync(to)).Count);

        var (code, said) = await ReplayAsync(from, to, "--send-malformed");
        Assert.Equal(0, code);
        Assert.Contains("was imported before", said, StringComparison.Ordinal);
        Assert.Equal(records.Length, (await ReadAsync(to)).Count);
    }

    [Fact]
    public async Task Malformed_AreReportedUnlessTheyAreAskedFor()
    {
        var (from, to, records) = await ArchiveAsync();

        var (code, said) = await ReplayAsync(from, to);

        Assert.Equal(1, code);
        Assert.Contains("Skipped      5 rows", said, StringComparison.Ordinal);
        Assert.Equal(records.Length - 5, (await ReadAsync(to)).Count);
    }

    public void Dispose() => _directory.Delete(recursive: true);

    /// <summary>A log whose records are archived, and where another may be made.</summary>
    private async Task<(string From, string To, LogEntry[] Records)> ArchiveAsync()
    {
        var (from, to) = (Path.Combine(_directory.FullName, "from"), Path.Combine(_directory.FullName, "to"));
        var records = Records();
        await using (var log = Open(from))
            await log.GetRequiredService<IEventLog>().Events.AppendAsync(records, TestContext.Current.CancellationToken);
        await BatchCommand.OkAsync(from, "archive");
        return (from, to, records);
    }

    /// <summary>Events as the producer writes them, events with fields of their own and other spacing, and what is no event.</summary>
    private static LogEntry[] Records()
    {
        const long Sent = 1_357_200_000_000;
        return [.. Enumerable.Range(0, 300).Select(number =>
        {
            var destination = $"{(char)('A' + (number % 26))}{(char)('A' + (number / 26))}X";
            if (number % 60 == 59)
                return new LogEntry(default, Encoding.UTF8.GetBytes($"no event {number} \u00e9"), Sent + number);
            var (gate, space) = number % 7 == 3 ? (",\"gate\":\"B12\"", " ") : ("", "");
            var actual = number % 3 == 0 ? "null" : "\"2013-01-02T12:10:00.25Z\"";
            return new LogEntry(
                Encoding.UTF8.GetBytes($"ZRH-{destination}"),
                Encoding.UTF8.GetBytes(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{{\"flight_id\":\"F{number}\",{space}\"airline\":\"Żółw \\\"Air\\\"\",\"origin\":\"ZRH\","
                    + $"\"destination\":\"{destination}\",\"scheduled_departure\":\"2013-01-02T12:00:00Z\","
                    + $"\"actual_departure\":{actual},\"status\":\"departed\","
                    + $"\"aircraft\":{{\"model\":\"A333\",\"registration\":\"HB-JHA\"}},"
                    + $"\"event_time\":\"2013-01-02T12:10:00Z\"{gate}}}")),
                Sent + number);
        })];
    }

    private static async Task<(int Code, string Output)> ReplayAsync(string from, string to, params string[] arguments)
    {
        await using var replay = new ChildProcess(
            "dotnet",
            [ApiProcess.AssemblyOf("Producer"), "replay", Path.Combine(from, "archive"), "--data", to,
                "--bad-rows", Path.Combine(from, "bad.jsonl"), .. arguments]);
        return (await replay.ExitAsync(Deadline), replay.Output);
    }

    private static async Task<List<string>> ReadAsync(string data)
    {
        await using var log = Open(data);
        var records = new Sink();
        await log.GetRequiredService<IEventLog>().Events.ReadAllAsync(records, TestContext.Current.CancellationToken);
        return [.. records.Found.Order(StringComparer.Ordinal)];
    }

    private static ServiceProvider Open(string data)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["Data:Path"] = data })
            .Build();
        return new ServiceCollection().AddLogging().AddFlightLog(configuration).BuildServiceProvider();
    }

    private sealed class Sink : ILogRecordSink
    {
        public List<string> Found { get; } = [];

        public void OnRecord(in LogRecord record) => Found.Add(string.Create(
            CultureInfo.InvariantCulture,
            $"{Encoding.UTF8.GetString(record.Value)} {Encoding.UTF8.GetString(record.Key)} {record.TimestampMilliseconds}"));
    }
}
