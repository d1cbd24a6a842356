using System.Diagnostics;
using System.Globalization;
using DuckDB.NET.Data;

namespace OrleansFlights.EndToEnd.Tests;

/// <summary>
/// Replays the 3 million US flights of 2001 that vega-datasets carries and compares with what DuckDB counts in the same file.
/// FLIGHTS_TEST_VEGA names the file (flights-3m.parquet), FLIGHTS_TEST_VEGA_ROWS how many of its rows, default 200,000.
/// </summary>
public sealed class UnitedStatesFlightsTests(ITestOutputHelper output) : IDisposable
{
    private const string FileVariable = "FLIGHTS_TEST_VEGA";
    private const string RowsVariable = "FLIGHTS_TEST_VEGA_ROWS";
    private const int RoutesWithWindows = 40;
    private static readonly TimeSpan ReplayDeadline = TimeSpan.FromMinutes(8);

    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(30) };
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("flights-us-");

    [Fact]
    public async Task Replayed_EveryRouteAndAirport_EqualsDuckDb()
    {
        var source = Environment.GetEnvironmentVariable(FileVariable);
        Assert.SkipWhen(string.IsNullOrEmpty(source), $"needs vega-datasets' flights-3m.parquet: set {FileVariable} to its path");
        var rows = int.Parse(Environment.GetEnvironmentVariable(RowsVariable) ?? "200000", CultureInfo.InvariantCulture);
        var file = Path.Combine(_directory.FullName, "flights.parquet");
        using var duck = new DuckDBConnection("DataSource=:memory:");
        duck.Open();
        Execute(duck, $"COPY (SELECT * FROM read_parquet('{source}') LIMIT {rows}) TO '{file}' (FORMAT parquet)");

        var data = Path.Combine(_directory.FullName, "data");
        await ReplayAsync(file, data);
        await using var api = ApiProcess.Start(data, ChildProcess.FreePort());
        await api.ReadyAsync(_client);
        var gateway = new GatewayClient(_client, api.Address);
        await gateway.CaughtUpAsync(ReplayDeadline);

        var compared = 0;
        foreach (var (key, counts) in Recount(duck, file, "origin || '-' || destination"))
        {
            var answer = await gateway.RouteAsync(key[..3], key[4..]);
            Assert.Equal((key, counts), (key, answer.Counts));
            compared++;
        }

        foreach (var side in new[] { ("origin", "departures"), ("destination", "arrivals") })
        {
            foreach (var (key, counts) in Recount(duck, file, side.Item1))
            {
                var airport = await gateway.QueryAsync($$"""{ airport(code: "{{key}}") { {{side.Item2}} { {{Counts.Fields}} } } }""");
                Assert.Equal((key, counts), (key, Counts.Of(airport.GetProperty("airport").GetProperty(side.Item2).GetProperty("tally"))));
                compared++;
            }
        }

        await AssertWindowsAsync(gateway, duck, file);
        output.WriteLine($"{rows:N0} rows, {2L * rows:N0} events, {compared:N0} views compared, 0 differences");
    }

    public void Dispose()
    {
        _client.Dispose();
        _directory.Delete(recursive: true);
    }

    private static async Task ReplayAsync(string file, string data)
    {
        var start = new ProcessStartInfo(
            "dotnet",
                [ApiProcess.AssemblyOf("Producer"), "replay", file, "--map", "scheduled_departure=date", "--speed", "max", "--data", data])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var printed = Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        using var deadline = new CancellationTokenSource(ReplayDeadline);
        await process.WaitForExitAsync(deadline.Token);
        Assert.True(process.ExitCode == 0, string.Join('\n', await printed));
    }

    private static async Task AssertWindowsAsync(GatewayClient gateway, DuckDBConnection duck, string file)
    {
        var windows = Query(
            duck,
            $"""
            WITH events AS (
                SELECT origin || '-' || destination AS route, epoch(date) AS moment FROM read_parquet('{file}')
                UNION ALL SELECT origin || '-' || destination, epoch(date) + delay * 60 FROM read_parquet('{file}')),
            chosen AS (SELECT route FROM events GROUP BY route ORDER BY count(*) DESC, route LIMIT {RoutesWithWindows})
            SELECT route, CAST(floor(moment / 300) * 300 AS BIGINT) AS start, count(*) FROM events SEMI JOIN chosen USING (route) GROUP BY ALL ORDER BY ALL
            """,
            r => (Route: r.GetString(0), Start: r.GetInt64(1), Events: r.GetInt64(2)));
        foreach (var route in windows.GroupBy(w => w.Route))
        {
            var answer = await gateway.QueryAsync(
                $$"""{ route(origin: "{{route.Key[..3]}}", destination: "{{route.Key[4..]}}") { windows(minutes: 5) { start tally { events } } } }""");
            var actual = answer.GetProperty("route").GetProperty("windows").EnumerateArray()
                .Select(w => (w.GetProperty("start").GetDateTimeOffset().ToUnixTimeSeconds(),
                    w.GetProperty("tally").GetProperty("events").GetInt64()));
            Assert.Equal(route.Select(w => (w.Start, w.Events)), actual);
        }
    }

    private static List<(string Key, Counts Counts)> Recount(DuckDBConnection duck, string file, string key) => Query(
        duck,
        $"""
        SELECT {key} AS key, count(*), CAST(sum(delay) * 60 AS BIGINT), CAST(min(delay) * 60 AS BIGINT), CAST(max(delay) * 60 AS BIGINT),
               count(*) FILTER (delay <= 15)
        FROM read_parquet('{file}') GROUP BY ALL ORDER BY ALL
        """,
        r => (r.GetString(0), new Counts(
            2 * r.GetInt64(1), $"{r.GetInt64(1)} 0 {r.GetInt64(1)} 0 0 0 0", r.GetInt64(1), r.GetInt64(2), r.GetInt64(3), r.GetInt64(4),
                r.GetInt64(5))));

    private static List<T> Query<T>(DuckDBConnection duck, string sql, Func<System.Data.Common.DbDataReader, T> row)
    {
        using var command = duck.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var all = new List<T>();
        while (reader.Read())
            all.Add(row(reader));
        return all;
    }

    private static void Execute(DuckDBConnection duck, string sql)
    {
        using var command = duck.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
