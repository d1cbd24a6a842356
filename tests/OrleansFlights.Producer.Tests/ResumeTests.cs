using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OrleansFlights.Flights;
using OrleansFlights.Log;
using OrleansFlights.Log.Hosting;

namespace OrleansFlights.Producer.Tests;

/// <summary>An import is remembered by content; what breaks it off costs nothing and doubles nothing.</summary>
public sealed class ResumeTests
{
    private const int Kills = 10;
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task Trouble_WhoseOutcomeIsUnknown_NeitherLosesNorDoubles()
    {
        using var run = new Run();
        var path = run.File("f.csv", Rows(60_000));
        run.Log.Before = attempt => Throw(attempt % 3 == 1);
        run.Log.After = attempt => Throw(attempt % 3 == 2);

        Assert.Equal(0, await run.Async("replay", path));

        Assert.Equal(Expected(60_000), run.Log.Flights().Select(flight => flight.FlightId));
        Assert.True(run.Log.Attempts > 5);
    }

    [Fact]
    public async Task TheSameContent_UnderAnotherNameOrPacked_IsKnown()
    {
        using var run = new Run();
        Assert.Equal(0, await run.Async("replay", run.File("a.csv", Rows(10))));
        await File.WriteAllBytesAsync(Path.Combine(run.Folder, "b.csv.gz"), ImportFixtures.Gzip(Encoding.UTF8.GetBytes(Rows(10))),
            TestContext.Current.CancellationToken);

        Assert.Equal(0, await run.Async("replay", Path.Combine(run.Folder, "b.csv.gz")));

        Assert.Equal(10, run.Log.Entries.Count);
        Assert.Contains("was imported before as", run.Output, StringComparison.Ordinal);

        Assert.Equal(0, await run.Async("replay", Path.Combine(run.Folder, "a.csv"), "--again"));
        Assert.Equal(20, run.Log.Entries.Count);
    }

    [Fact]
    public async Task BrokenOff_GoesOnWithTheSameMappingOnly()
    {
        using var run = new Run();
        var path = run.File("f.csv", Rows(50_000));
        run.Log.Before = attempt =>
        {
            if (attempt == 2)
                throw new LogException("The disk is full.");
        };
        Assert.Equal(1, await run.Async("replay", path));
        var first = run.Log.Entries.Count;
        Assert.InRange(first, 1, 49_999);

        run.Log.Before = null;
        Assert.Equal(1, await run.Async("replay", path, "--map", "origin=destination", "--map", "destination=origin"));
        Assert.Contains("was begun with another mapping", run.Error, StringComparison.Ordinal);
        Assert.Equal(first, run.Log.Entries.Count);

        Assert.Equal(0, await run.Async("replay", path));
        Assert.Contains("goes on after row", run.Output, StringComparison.Ordinal);
        Assert.Equal(Expected(50_000), run.Log.Flights().Select(flight => flight.FlightId));
    }

    [Fact]
    public async Task FoldersPatternsAndPipes_AreRead()
    {
        using var run = new Run();
        Directory.CreateDirectory(Path.Combine(run.Folder, "in/2013"));
        Directory.CreateDirectory(Path.Combine(run.Folder, "in/2014"));
        run.File("in/2013/f.csv", "origin,destination,scheduled_departure\nZRH,JFK,2013-01-02T12:00:00Z\n");
        run.File("in/2014/f.csv", "origin,destination,scheduled_departure\nZRH,JFK,2014-01-02T12:00:00Z\n");
        run.File("in/README.md", "About these files.");
        run.File("in/.hidden", "x");

        Assert.Equal(0, await run.Async("replay", Path.Combine(run.Folder, "in")));
        Assert.Equal(2, run.Log.Flights().Select(flight => flight.FlightId).Distinct().Count());
        Assert.Contains("left out", run.Error, StringComparison.Ordinal);

        Assert.Equal(0, await run.Async("replay", Path.Combine(run.Folder, "in/*/f.csv"), "--again"));
        Assert.Equal(4, run.Log.Entries.Count);
        Assert.Equal(1, await run.Async("replay", Path.Combine(run.Folder, "in/*.parquet")));
        Assert.Contains("stands for no file", run.Error, StringComparison.Ordinal);

        var pipe = Path.Combine(run.Folder, "pipe");
        using (var made = Process.Start("mkfifo", [pipe]))
            await made.WaitForExitAsync(TestContext.Current.CancellationToken);
        // Opening a pipe to write waits for its reader, so it must not be done on this thread.
        var writing = Task.Run(
            () => File.WriteAllText(pipe, "origin,destination,scheduled_departure\nZRH,JFK,2015-01-02T12:00:00Z\n"),
            TestContext.Current.CancellationToken);
        Assert.Equal(0, await run.Async("replay", pipe));
        await writing;
        Assert.Equal(5, run.Log.Entries.Count);
    }

    [Fact]
    public async Task StandardInput_IsReadFromItsFirstByte()
    {
        using var run = new Run { UseMemoryLog = false };
        using var process = Start(run.Folder, redirectInput: true, "replay", "-", "--data", run.Folder);
        await process.StandardInput.WriteAsync(ImportFixtures.Csv);
        process.StandardInput.Close();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(0, process.ExitCode);
        Assert.Equal(2, (await ReadAsync(new() { ["Data:Path"] = run.Folder })).Count);
    }

    [Fact]
    public async Task Sqlite_KilledTenTimes_HasEachEventOnce()
    {
        using var run = new Run { UseMemoryLog = false };
        await KillAndGoOnAsync(run, new() { ["Data:Path"] = run.Folder }, "--data", run.Folder);
    }

    [Fact]
    public async Task Kafka_KilledTenTimes_HasEachEventOnce()
    {
        var servers = Environment.GetEnvironmentVariable("FLIGHTS_TEST_KAFKA");
        Assert.SkipWhen(string.IsNullOrEmpty(servers), "FLIGHTS_TEST_KAFKA names no broker");
        using var run = new Run { UseMemoryLog = false };
        var topic = $"import-{Guid.NewGuid():N}";
        await KillAndGoOnAsync(
            run,
            new() { ["Log:Provider"] = "kafka", ["Log:Kafka:BootstrapServers"] = servers, ["Log:Topic"] = topic },
            "--Log:Provider=kafka",
            $"--Log:Kafka:BootstrapServers={servers}",
            $"--Log:Topic={topic}");
    }

    private static async Task KillAndGoOnAsync(Run run, Dictionary<string, string?> settings, params string[] arguments)
    {
        const int Rows = 400_000;
        var path = run.File("f.csv", ResumeTests.Rows(Rows));
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(Deadline);
        var killed = 0;
        var last = 0L;
        while (true)
        {
            using var process = Start(run.Folder, redirectInput: false, ["replay", path, .. arguments]);
            if (killed < Kills)
            {
                // Killed at another moment each time: right away when it has gone on, or some way into the next batches.
                var moved = await MovedAsync(process, settings, last, deadline.Token);
                await Task.Delay(killed * 7, deadline.Token);
                if (!process.HasExited)
                {
                    process.Kill();
                    killed++;
                }

                await process.WaitForExitAsync(deadline.Token);
                last = moved;
                if (process.ExitCode != 0)
                    continue;
            }

            await process.WaitForExitAsync(deadline.Token);
            Assert.Equal(0, process.ExitCode);
            break;
        }

        Assert.True(killed >= Kills, $"the import ended after {killed} kills");
        Assert.Equal(Expected(Rows).Order(StringComparer.Ordinal), (await ReadAsync(settings)).Order(StringComparer.Ordinal));
    }

    /// <summary>Waits until the log has more records than before, or the process has ended.</summary>
    private static async Task<long> MovedAsync(
        Process process, Dictionary<string, string?> settings, long before, CancellationToken cancellation)
    {
        await using var services = Services(settings);
        var topic = services.GetRequiredService<IEventLog>().Events;
        while (true)
        {
            var records = (await topic.GetOffsetsAsync(cancellation)).Sum(range => range.End);
            if (records > before || process.HasExited)
                return records;
            await Task.Delay(10, cancellation);
        }
    }

    private static async Task<List<string>> ReadAsync(Dictionary<string, string?> settings)
    {
        await using var services = Services(settings);
        var topic = services.GetRequiredService<IEventLog>().Events;
        var sink = new Ids();
        foreach (var range in await topic.GetOffsetsAsync(TestContext.Current.CancellationToken))
        {
            using var reader = topic.OpenReader(range.Partition, range.Begin);
            while (reader.Position < range.End)
                reader.Read(sink, 100_000, TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);
        }

        return sink.Found;
    }

    private static ServiceProvider Services(Dictionary<string, string?> settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        return new ServiceCollection().AddSingleton<IConfiguration>(configuration).AddLogging().AddFlightLog(configuration)
            .BuildServiceProvider();
    }

    private static Process Start(string folder, bool redirectInput, params string[] arguments) => Process.Start(
        new ProcessStartInfo("dotnet", [typeof(Commands.ProducerApp).Assembly.Location, .. arguments])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = redirectInput,
            RedirectStandardOutput = false,
            RedirectStandardError = false,
        })!;

    private static void Throw(bool now)
    {
        if (now)
            throw new LogException("The broker is away.") { IsTransient = true };
    }

    private static string Rows(int count)
    {
        var text = new StringBuilder("flight_id,origin,destination,scheduled_departure\n");
        for (var i = 0; i < count; i++)
            text.Append(
                CultureInfo.InvariantCulture, $"F{i},ZRH,{(char)('A' + (i % 26))}{(char)('A' + (i / 26 % 26))}X,2013-01-02T12:00:00Z\n");
        return text.ToString();
    }

    private static IEnumerable<string> Expected(int count) =>
        Enumerable.Range(0, count).Select(i => string.Create(CultureInfo.InvariantCulture, $"F{i}"));

    private sealed class Ids : ILogRecordSink
    {
        private readonly FlightEventParser _parser = new();

        public List<string> Found { get; } = [];

        public void OnRecord(in LogRecord record)
        {
            Assert.True(_parser.Parse(record.Value, record.TimestampMilliseconds, out var flight).IsValid);
            Found.Add(Encoding.UTF8.GetString(flight.FlightId));
        }
    }
}
