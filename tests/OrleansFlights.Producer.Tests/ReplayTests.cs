using System.IO.Compression;
using System.Text;
using OrleansFlights.Flights;

namespace OrleansFlights.Producer.Tests;

public sealed class ReplayTests
{
    private const string Event =
        """{"flight_id":"EK87","airline":"Emirates","origin":"DXB","destination":"ZRH","scheduled_departure":"2013-03-14T08:40:00Z","actual_departure":null,"status":"scheduled","aircraft":{"model":"","registration":""},"event_time":"2013-03-14T08:00:00Z"}""";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task JsonLines_AreSentAsTheyAre(bool gzip)
    {
        using var run = new Run();
        string[] lines = [Event, "{broken", Event.Replace("DXB", "JFK", StringComparison.Ordinal), "not json \u00e9", "[]"];
        var path = Path.Combine(run.Folder, "flights.data");
        await using (var stream = gzip ? new GZipStream(File.Create(path), CompressionLevel.Fastest) : (Stream)File.Create(path))
            await stream.WriteAsync(Encoding.UTF8.GetBytes($"{lines[0]}\r\n{lines[1]}\n\n{lines[2]}\n  \n{lines[3]}\n{lines[4]}"),
                TestContext.Current.CancellationToken);

        Assert.Equal(0, await run.Async("replay", path, "--send-malformed"));

        Assert.Equal(lines, run.Log.Entries.Select(entry => Encoding.UTF8.GetString(entry.Value.Span)));
        Assert.Equal(["DXB-ZRH", "", "JFK-ZRH", "", ""], run.Log.Entries.Select(entry => Encoding.UTF8.GetString(entry.Key.Span)));
        Assert.Contains("  malformed  3", run.Output, StringComparison.Ordinal);
        Assert.Contains("First event  2013-03-14T08:00:00Z", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task JsonLines_LongerThanTheBound_AreSkippedAndSaidSo()
    {
        using var run = new Run();
        var path = run.File("long.jsonl", $"{Event}\n{new string('x', 600 * 1024)}\n{Event}\n{new string('y', 3 * 1024 * 1024)}");

        Assert.Equal(1, await run.Async("replay", path));

        Assert.Equal(2, run.Log.Entries.Count);
        Assert.Contains("long.jsonl line 2: longer than", run.Output, StringComparison.Ordinal);
        Assert.Contains("long.jsonl line 4: longer than", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task JsonLines_WithAMapping_AreRows()
    {
        using var run = new Run();
        var path = run.File(
            "rows.jsonl",
            """
            {"carrier":"Swiss","dep":{"from":"ZRH","at":"2013-01-02 06:30"},"destination":"JFK","late":12.5,"tail":"HB-JHA"}
            {"carrier":"Swiss","dep":{"from":"ZRH","at":"2013-01-02T07:30:00+01:00"},"destination":"DXB","late":null}
            {"carrier":"Swiss","dep":{"from":"ZRH","at":1357111800000},"destination":"DXB","status":"cancelled"}
            {"carrier":"Swiss","dep":7,"destination":"DXB"}
            nonsense
            """);

        Assert.Equal(1, await run.Async(
            "replay", path, "--map", "airline=carrier", "--map", "origin=dep.from", "--map", "scheduled_departure=dep.at", "--map",
                "delay=late", "--map", "registration=tail"));

        var flights = run.Log.Flights();
        Assert.Equal(
            [("1", FlightStatus.Scheduled), ("1", FlightStatus.Departed), ("2", FlightStatus.Scheduled), ("3", FlightStatus.Cancelled)],
            flights.Select(flight => (Row(flight), flight.Status)));
        Assert.Equal(TimeSpan.FromMinutes(12.5), flights[1].ActualDeparture - flights[1].ScheduledDeparture);
        Assert.Equal("HB-JHA", flights[1].Aircraft.Registration);
        Assert.All(flights.Skip(2), flight =>
            Assert.Equal(new DateTimeOffset(2013, 1, 2, Row(flight) == "2" ? 6 : 7, 30, 0, TimeSpan.Zero), flight.ScheduledDeparture));
        Assert.Contains("Skipped      2 rows", run.Output, StringComparison.Ordinal);
        Assert.Contains("rows.jsonl row 4: origin: not an IATA airport code", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Parquet_RowsBecomeAScheduledAndADepartedEvent()
    {
        using var run = new Run();
        var date = new DateTime(2001, 1, 10, 18, 20, 0);
        var path = await ParquetFiles.DelaysAsync(
            Path.Combine(run.Folder, "us.parquet"), [(date, 14, "SFO", "LAX"), (date, -3, "JFK", "BOS"), (date, null, "SEA", "ANC")],
                perGroup: 2);

        Assert.Equal(0, await run.Async("replay", path, "--map", "scheduled_departure=date"));

        var flights = run.Log.Flights();
        var scheduled = new DateTimeOffset(date, TimeSpan.Zero);
        Assert.Equal(["1", "1", "2", "2", "3"], flights.Select(Row));
        Assert.All(flights, flight => Assert.Matches("^us-[0-9a-f]{8}-[0-9]+$", flight.FlightId));
        Assert.Equal(
            new FlightEvent(flights[0].FlightId, "Unknown", flights[0].Origin, flights[0].Destination, scheduled, null,
                FlightStatus.Scheduled, new Aircraft("", ""), scheduled), flights[0]);
        Assert.Equal(flights[0] with
        {
            Status = FlightStatus.Departed,
            ActualDeparture = scheduled.AddMinutes(14),
            EventTime = scheduled.AddMinutes(14)
        }, flights[1]);
        Assert.Equal(scheduled.AddMinutes(-3), flights[3].ActualDeparture);
        Assert.Equal("SEA", flights[4].Origin.ToString());
    }

    [Fact]
    public async Task Parquet_RowsThatCannotBeMapped_AreCountedWithTheFirstReasons()
    {
        using var run = new Run();
        var date = new DateTime(2001, 1, 10, 18, 20, 0);
        var bad = Enumerable.Range(0, 20).Select(_ => (date, (long?)1, (string?)"s?o", "LAX"));
        var path = await ParquetFiles.DelaysAsync(
            Path.Combine(run.Folder, "us.parquet"),
            [(date, 1, "SFO", "LAX"), (date, 1, "LAX", "LAX"), (date, 100_000, "SFO", "LAX"), (date, 1, null, "LAX"),
                (new DateTime(1800, 1, 1), 1, "SFO", "LAX"), .. bad]);

        Assert.Equal(1, await run.Async("replay", path, "--map", "scheduled_departure=date"));
        Assert.Empty(run.Log.Entries);
        Assert.Contains("of the first 25 rows only 1 are flights; nothing was sent", run.Error, StringComparison.Ordinal);

        Assert.Equal(0, await run.Async("replay", path, "--map", "scheduled_departure=date", "--accept-bad"));
        Assert.Equal(24, File.ReadAllLines(path + ".bad.jsonl").Length);

        Assert.Equal(2, run.Log.Entries.Count);
        Assert.Contains("Skipped      24 rows", run.Output, StringComparison.Ordinal);
        Assert.Contains(
            "us.parquet row 2: destination: equals origin (column destination holds 'LAX')", run.Output, StringComparison.Ordinal);
        Assert.Contains("us.parquet row 3: delay: not a number of minutes, 30 days at most (column delay holds '100000')", run.Output,
            StringComparison.Ordinal);
        Assert.Contains(
            "us.parquet row 4: origin: not an IATA airport code (column origin is empty)", run.Output, StringComparison.Ordinal);
        Assert.Contains("us.parquet row 5: scheduled_departure: outside the years", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("row 7:", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "us.parquet has no column 'when' for scheduled_departure. Its columns are date, delay", "--map", "scheduled_departure=when")]
    [InlineData("us.parquet has no column 'dat' for scheduled_departure; did you mean 'date'?", "--map", "scheduled_departure=dat")]
    [InlineData("us.parquet has no column 'delai' for delay; did you mean 'delay'?", "--map", "scheduled_departure=date", "--map",
        "delay=delai + 1")]
    [InlineData("fields are flight_id,", "--map", "delai=delay")]
    public async Task Parquet_WithoutANeededColumn_SaysWhichThereAre(string message, params string[] map)
    {
        using var run = new Run();
        var path = await ParquetFiles.DelaysAsync(Path.Combine(run.Folder, "us.parquet"), [(new DateTime(2001, 1, 1), 1, "SFO", "LAX")]);

        Assert.Equal(1, await run.Async(["replay", path, .. map]));

        Assert.Contains(message, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task BrokenFiles_FailWithTheirName()
    {
        using var run = new Run();
        var zipped = Path.Combine(run.Folder, "cut.jsonl.gz");
        await using (var stream = new GZipStream(File.Create(zipped), CompressionLevel.NoCompression))
            await stream.WriteAsync(
                Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(Event + "\n", 500))), TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(zipped, (await File.ReadAllBytesAsync(zipped, TestContext.Current.CancellationToken))[..50_000],
            TestContext.Current.CancellationToken);

        Assert.Equal(1, await run.Async("replay", zipped));
        Assert.Contains("cut.jsonl.gz", run.Error, StringComparison.Ordinal);

        Assert.Equal(1, await run.Async("replay", run.File("broken.parquet", "PAR1 and then nothing of the kind")));
        Assert.Contains("broken.parquet", run.Error, StringComparison.Ordinal);

        var whole = await ParquetFiles.DelaysAsync(
            Path.Combine(run.Folder, "damaged.parquet"),
                [.. Enumerable.Range(0, 5_000).Select(i => (new DateTime(2001, 1, 1).AddMinutes(i), (long?)i, (string?)"SFO", "LAX"))]);
        var bytes = await File.ReadAllBytesAsync(whole, TestContext.Current.CancellationToken);
        bytes.AsSpan(4, bytes.Length / 2).Fill(0xA5);
        await File.WriteAllBytesAsync(whole, bytes, TestContext.Current.CancellationToken);
        Assert.Equal(1, await run.Async("replay", whole, "--map", "scheduled_departure=date"));
        Assert.Contains("damaged.parquet", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Speed_PacesByEventTime()
    {
        using var run = new Run();
        var path = run.File("paced.jsonl",
            string.Join('\n', Enumerable.Range(0, 10).Select(i => Event.Replace("08:00:00Z", $"08:{i:00}:00Z", StringComparison.Ordinal))));

        Assert.Equal(0, await run.Async("replay", path, "--speed", "60"));

        // Nine minutes of events at 60 minutes a minute: one a second.
        Assert.Equal(10, run.Log.Entries.Count);
        Assert.Equal(9, run.Time.Elapsed.TotalSeconds, 0.5);
        Assert.Equal(9, run.Time.Waits.Count(wait => wait > TimeSpan.FromSeconds(0.5)));
    }

    [Fact]
    public async Task Speed_SendsWhatRowsSayOfLaterInItsTime()
    {
        using var run = new Run();
        var path = run.File(
            "rows.csv",
            "origin,destination,scheduled_departure,delay\nZRH,JFK,2013-01-02T08:00:00Z,30\nZRH,LHR,2013-01-02T08:10:00Z,0\nZRH,DXB,2013-01-02T08:50:00Z,0\n");

        Assert.Equal(0, await run.Async("replay", path, "--speed", "60"));

        var flights = run.Log.Flights();
        Assert.Equal(["JFK", "LHR", "LHR", "JFK", "DXB", "DXB"], flights.Select(flight => flight.Destination.ToString()));
        Assert.Equal(flights.Select(flight => flight.EventTime).Order(), flights.Select(flight => flight.EventTime));
        Assert.Equal(50, run.Time.Elapsed.TotalSeconds, 0.5);
    }

    [Fact]
    public async Task SpeedMax_DoesNotWait()
    {
        using var run = new Run();
        Assert.Equal(0, await run.Async("replay", run.File("a.jsonl", Event),
            run.File("b.jsonl", Event.Replace("2013", "2014", StringComparison.Ordinal)), "--speed", "max"));
        Assert.Equal(2, run.Log.Entries.Count);
        Assert.Empty(run.Time.Waits);
    }

    [Fact]
    public async Task Stopped_SumsUpWhatTheLogHas()
    {
        using var run = new Run();
        using var stop = new CancellationTokenSource();
        run.Log.Before = _ => stop.Cancel();
        var path = run.File("many.jsonl", string.Concat(Enumerable.Repeat(Event + "\n", 100_000)));

        Assert.Equal(130, await run.Async(stop.Token, "replay", path));

        Assert.InRange(run.Log.Entries.Count, 1, 99_999);
        Assert.Contains($"Records      {run.Log.Entries.Count:N0} in", run.Output, StringComparison.Ordinal);
    }

    /// <summary>The last part of an id that was made of a row.</summary>
    private static string Row(FlightEvent flight) => flight.FlightId.Split('-')[^1];
}
