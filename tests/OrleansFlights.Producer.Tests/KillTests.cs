using System.Globalization;
using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OrleansFlights.Flights;
using OrleansFlights.Log;
using OrleansFlights.Log.Hosting;
using OrleansFlights.Testing;

namespace OrleansFlights.Producer.Tests;

/// <summary>
/// An import whose process dies ten times, before, in and after its commits: the next goes on, and in the end the log has what the file
/// has.
/// </summary>
public sealed class KillTests
{
    /// <summary>Nine commits.</summary>
    private const int Rows = 48_000;
    private const int KilledBySignal9 = 128 + 9;
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    /// <summary>
    /// Where each process dies (before a commit, milliseconds into it, or after), and at which commit: eight are behind them at most.
    /// </summary>
    private static readonly (string Point, int Commit)[] Deaths =
    [
        ("before", 1), ("after", 1), ("0", 1), ("2", 1), ("before", 2), ("5", 1), ("after", 1), ("10", 1), ("before", 1), ("40", 1),
    ];

    [Fact]
    public async Task Sqlite_KilledTenTimes_HasEachEventOnce()
    {
        using var run = new Run { UseMemoryLog = false };
        await KillAndGoOnAsync(run, new() { ["Data:Path"] = run.Folder });
    }

    [Fact]
    public async Task Kafka_KilledTenTimes_HasEachEventOnce()
    {
        var servers = Environment.GetEnvironmentVariable("FLIGHTS_TEST_KAFKA");
        Assert.SkipWhen(string.IsNullOrEmpty(servers), "FLIGHTS_TEST_KAFKA names no broker");
        using var run = new Run { UseMemoryLog = false };
        await KillAndGoOnAsync(
            run,
            new()
            {
                ["Log:Provider"] = "kafka",
                ["Log:Kafka:BootstrapServers"] = servers,
                ["Log:Topic"] = $"import-{Guid.NewGuid():N}",
                ["Log:Partitions"] = "2",
            });
    }

    private static async Task KillAndGoOnAsync(Run run, Dictionary<string, string?> settings)
    {
        var path = run.File("f.csv", File());
        string[] arguments = ["replay", path, .. settings.Select(setting => $"--{setting.Key}={setting.Value}")];
        foreach (var (point, commit) in Deaths)
        {
            await using var mortal = new ChildProcess(
                "dotnet",
                [Path.Combine(AppContext.BaseDirectory, "OrleansFlights.Producer.Mortal.dll"), point,
                    commit.ToString(CultureInfo.InvariantCulture), .. arguments]);
            Assert.True(await mortal.ExitAsync(Deadline) == KilledBySignal9, $"{point} commit {commit}: {mortal.Output}");
        }

        await using (var last = new ChildProcess("dotnet", [typeof(Commands.ProducerApp).Assembly.Location, .. arguments]))
        {
            Assert.True(await last.ExitAsync(Deadline) == 0, last.Output);
            Assert.Contains("goes on after row", last.Output, StringComparison.Ordinal);
        }

        await AssertWholeAsync(settings);
    }

    private static async Task AssertWholeAsync(Dictionary<string, string?> settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        await using var services = new ServiceCollection().AddSingleton<IConfiguration>(configuration).AddLogging()
            .AddFlightLog(configuration).BuildServiceProvider();
        var found = new Found();
        await services.GetRequiredService<IEventLog>().Events.ReadAllAsync(found, TestContext.Current.CancellationToken);

        FlightStatus[] each = [FlightStatus.Scheduled, FlightStatus.Departed, FlightStatus.Landed];
        var twice = found.Events.Where(seen => seen.Value > 1).Select(seen => seen.Key).Take(5).ToList();
        Assert.True(twice.Count == 0, $"more than once: {string.Join(", ", twice)}");
        var missing = Enumerable.Range(0, Rows).SelectMany(_ => each, (row, status) => (Row: row, Status: status))
            .Where(expected => !found.Events.ContainsKey((Id(expected.Row), expected.Status))).Take(5).ToList();
        Assert.True(missing.Count == 0, $"missing: {string.Join(", ", missing)}");
        Assert.Equal(Rows * each.Length, found.Events.Count);
    }

    /// <summary>Three events a row, so that few rows are many commits.</summary>
    private static string File()
    {
        var text = new StringBuilder("flight_id,origin,destination,scheduled_departure,actual_departure,actual_arrival\n");
        for (var row = 0; row < Rows; row++)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"{Id(row)},ZRH,{(char)('A' + (row % 26))}{(char)('A' + (row / 26 % 26))}X,"
                + $"2013-01-02T12:00:00Z,2013-01-02T12:10:00Z,2013-01-02T14:10:00Z\n");
        }

        return text.ToString();
    }

    private static string Id(int row) => string.Create(CultureInfo.InvariantCulture, $"F{row}");

    private sealed class Found : ILogRecordSink
    {
        private readonly FlightEventParser _parser = new();

        public Dictionary<(string Id, FlightStatus Status), int> Events { get; } = [];

        public void OnRecord(in LogRecord record)
        {
            Assert.True(_parser.Parse(record.Value, record.TimestampMilliseconds, out var flight).IsValid);
            var seen = (Encoding.UTF8.GetString(flight.FlightId), flight.Status);
            Events[seen] = Events.GetValueOrDefault(seen) + 1;
        }
    }
}
