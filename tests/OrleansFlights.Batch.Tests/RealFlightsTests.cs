using System.Globalization;
using DuckDB.NET.Data;
using OrleansFlights.Batch.Engine;
using OrleansFlights.Flights;
using OrleansFlights.Views;

namespace OrleansFlights.Batch.Tests;

public sealed class RealFlightsTests
{
    [Fact]
    public async Task Views_EqualTheIndependentRecount()
    {
        var folder = RealFlights.Folder();
        await using var batch = new BatchFixture(null, ("Batch:Enabled", "false"), ("Archive:RollRecords", "1000"));
        await batch.AppendAsync(RealFlights.Records(folder, 3, 1 << BatchFixture.SegmentBits));
        await batch.ArchiveAsync();
        var generation = await batch.RunAsync();
        Assert.NotNull(generation);

        await AssertEqual(batch, generation, RealFlights.Csv(folder, "airlines.csv"), "", r => ViewKey.Airline(r["airline"]));
        await AssertEqual(batch, generation, RealFlights.Csv(folder, "routes.csv"), "", r =>
            new ViewKey(Dimension.Route, $"{r["origin"]}-{r["destination"]}"));
        await AssertEqual(batch, generation, RealFlights.Csv(folder, "total.csv"), "", _ => ViewKey.Total);
        var airports = RealFlights.Csv(folder, "airports.csv");
        await AssertEqual(batch, generation, airports, "dep_", r => new ViewKey(Dimension.Departures, r.Values.First()));
        await AssertEqual(batch, generation, airports, "arr_", r => new ViewKey(Dimension.Arrivals, r.Values.First()));

        var windows = RealFlights.Csv(folder, "windows.csv.gz").GroupBy(r => r["route"]).ToList();
        foreach (var route in windows)
        {
            var read = await batch.Views.ReadWindowsAsync(
                new ViewKey(Dimension.Route, route.Key), generation.Id, int.MinValue, int.MaxValue, BatchFixture.Token);
            Assert.Equal(
                route.Select(r => (Number(r["window_start"]) / FlightWindow.Seconds, Number(r["events"]))).Order(),
                read.Select(w => ((long)w.Window, w.Tally.Events)));
        }
    }

    [Theory]
    [InlineData("flight_counts.sql",
        "SELECT sum(flight_count) = (SELECT events FROM tallies WHERE dimension = 'total') AND count(*) = 3 FROM result")]
    [InlineData("cancellations.sql",
        "SELECT sum(cancelled_count) = (SELECT cancelled FROM tallies WHERE dimension = 'total') AND count(*) = 1 FROM result")]
    [InlineData("average_delay.sql", "SELECT list(average_delay_minutes ORDER BY airline) = [15.0, 2.5] FROM result")]
    public void Results_AreReadFromTheTallies(string file, string check)
    {
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        Execute(connection,
            "CREATE TABLE events (valid BOOLEAN, origin TEXT, destination TEXT, airline TEXT, status TEXT, scheduled_departure BIGINT, "
            + "actual_departure BIGINT, event_time BIGINT)");
        Execute(
            connection,
            """
            INSERT INTO events VALUES
                (true, 'DXB', 'ZRH', 'A', 'departed', 0, 600000000, 5), (true, 'DXB', 'ZRH', 'A', 'departed', 0, 1200000000, 5),
                (true, 'ZRH', 'DXB', 'B', 'departed', 0, 150000000, 5), (true, 'JFK', 'DXB', 'B', 'cancelled', 0, NULL, 5),
                (false, NULL, NULL, NULL, NULL, NULL, NULL, NULL)
            """);
        Execute(connection, ViewSql.Facts);
        Execute(connection, $"CREATE TABLE window_tallies AS {ViewSql.WindowTallies}");
        Execute(connection, $"CREATE TABLE tallies AS {ViewSql.Tallies}");
        Execute(connection, $"CREATE TABLE result AS {File.ReadAllText(Path.Combine(ViewSql.Folder, file))}");
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The test's own words.
        command.CommandText = check;
#pragma warning restore CA2100
        Assert.Equal(true, command.ExecuteScalar());
    }

    private static void Execute(DuckDBConnection connection, string sql) => DuckDbEngine.Execute(connection, sql, BatchFixture.Token);

    private static async Task AssertEqual(
        BatchFixture batch, Generation generation, IReadOnlyList<Dictionary<string, string>> rows, string prefix, Func<Dictionary<string,
            string>, ViewKey> view)
    {
        Assert.NotEmpty(rows);
        var dimension = view(rows[0]).Dimension;
        foreach (var row in rows)
        {
            var tally = await batch.Views.ReadTallyAsync(view(row), generation.Id, BatchFixture.Token);
            Assert.Equal(Number(row[prefix + "events"]), tally.Events);
            foreach (var status in FlightStatuses.All)
                Assert.Equal(row.TryGetValue(prefix + status.Name(), out var count) ? Number(count) : 0, tally[status]);
            Assert.Equal(Number(row[prefix + "departures_with_delay"]), tally.Departures);
            Assert.Equal(Number(row[prefix + "on_time"]), tally.OnTime);
            if (tally.Departures == 0)
                continue;
            Assert.Equal(Number(row[prefix + "delay_sum_s"]), tally.DelaySumSeconds);
            Assert.Equal(Number(row[prefix + "delay_min_s"]), tally.DelayMinSeconds);
            Assert.Equal(Number(row[prefix + "delay_max_s"]), tally.DelayMaxSeconds);
        }

        var known = rows.Count(r => Number(r[prefix + "events"]) > 0);
        Assert.Equal(known, await batch.Views.ListAsync(dimension, generation.Id, BatchFixture.Token).CountAsync(BatchFixture.Token));
    }

    private static long Number(string text) => text.Length == 0 ? 0 : long.Parse(text, CultureInfo.InvariantCulture);
}
