using System.Diagnostics;
using DuckDB.NET.Data;
using OrleansFlights.Batch.Archive;
using OrleansFlights.Batch.Engine;
using OrleansFlights.Flights;
using OrleansFlights.Views;

namespace OrleansFlights.Batch.Tests;

public sealed class SparkTests
{
    private static readonly EventsSource Source = new(
        files => $"({string.Join(" UNION ALL ", files.Select(f => $"SELECT * FROM parquet.`{f}`"))}) AS files", '`');

    [Fact]
    public async Task SparkAndDuckDb_GiveTheSameViewsFromTheSameSql()
    {
        var runner = Path.Combine(Environment.GetEnvironmentVariable("FLIGHTS_TEST_SPARK_HOME") ?? "none", "bin", "sql-runner");
        Assert.SkipUnless(File.Exists(runner), "FLIGHTS_TEST_SPARK_HOME names no Spark with a sql-runner");
        await using var batch = new BatchFixture(
            null, ("Batch:Enabled", "false"), ("Archive:RollRecords", "900"), ("Archive:CompactBelow", "0"));
        await batch.AppendAsync(new RandomRecords(51).Take(6_000));
        await batch.ArchiveAsync();
        var generation = await batch.RunAsync();
        Assert.NotNull(generation);

        var slices = PartitionCoverage.Of(await batch.Archive.ListAsync(BatchFixture.Token))
            .Values.SelectMany(c => c.Slice(c.Begin, generation.Cut[c.Partition])).ToList();
        Assert.Contains(slices, s => !s.IsWhole);
        var files = slices.Select(s => (s, Path.Combine(batch.Archive.Location, s.File.Name))).ToList();
        var facts = $"CREATE OR REPLACE TEMPORARY VIEW events AS {Source.Query(files)};\n{ViewSql.Facts};\n";
        var sql = Directory.CreateDirectory(Path.Combine(batch.Directory, "sql")).FullName;
        var results = Path.Combine(batch.Directory, "results");
        await File.WriteAllTextAsync(Path.Combine(sql, "window_tallies.sql"), facts + ViewSql.WindowTallies, BatchFixture.Token);
        await File.WriteAllTextAsync(
            Path.Combine(sql, "tallies.sql"),
            $"{facts}CREATE OR REPLACE TEMPORARY VIEW window_tallies AS {ViewSql.WindowTallies};\n{ViewSql.Tallies}",
            BatchFixture.Token);
        await SparkAsync(runner, "--sql", Path.Combine(sql, "window_tallies.sql"), "--sql", Path.Combine(sql, "tallies.sql"), "--out",
            results + ":parquet");

        var spark = Read(results, "tallies", windows: false).Concat(Read(results, "window_tallies", windows: true))
            .ToDictionary(r => r.Key, r => r.Tally);
        var recount = await Recount.OfAsync(batch.Log, generation.Cut, BatchFixture.Token);
        Assert.Equal(recount.Rows.Count, spark.Count);
        Assert.True(recount.Rows[new ViewRowKey(ViewKey.Total, null)].Departures > 500, "too few departures");
        Assert.All(recount.Rows, row => Assert.Equal(row.Value, spark[row.Key]));
        await batch.AssertExactAsync(generation);
    }

    private static List<ViewRow> Read(string results, string name, bool windows)
    {
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The test's own words.
        command.CommandText = $"SELECT * FROM read_parquet('{results}/{name}/*.parquet')";
#pragma warning restore CA2100
        using var reader = command.ExecuteReader();
        var rows = new List<ViewRow>();
        while (reader.Read())
            rows.Add(TallyReader.Read(reader, windows));
        return rows;
    }

    private static async Task SparkAsync(string runner, params string[] arguments)
    {
        var start = new ProcessStartInfo(runner, ["--master", "local[2]", "--conf", "spark.sql.shuffle.partitions=2", .. arguments])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(BatchFixture.Token);
        var errors = process.StandardError.ReadToEndAsync(BatchFixture.Token);
        await process.WaitForExitAsync(BatchFixture.Token);
        Assert.True(process.ExitCode == 0, $"Spark ended with {process.ExitCode}: {await output}{await errors}");
    }
}
