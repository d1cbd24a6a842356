using OrleansFlights.Batch.Archive;
using OrleansFlights.Views;

namespace OrleansFlights.Batch.Tests;

public sealed class SparkEngineTests(ITestOutputHelper output)
{
    private static readonly (string, string)[] Own = [
        ("Batch:Enabled", "false"), ("Archive:RollRecords", "900"), ("Archive:CompactBelow", "0")];

    [Fact]
    public async Task RunsOnSpark_GiveTheRowsOfARunOnDuckDb()
    {
        SparkSubmit.SkipUnlessPossible();
        await AssertExactAsync(Own, []);
    }

    [Fact]
    public async Task RunsOnSpark_ReadTheBucket()
    {
        SparkSubmit.SkipUnlessPossible();
        var settings = await S3Tests.BucketAsync();
        string Of(string key) => settings.Single(s => s.Item1 == $"Archive:Minio:{key}").Item2;
        await AssertExactAsync(
            [.. Own, .. settings],
            [
                $"spark.hadoop.fs.s3a.endpoint=http://{Of("Endpoint")}", "spark.hadoop.fs.s3a.path.style.access=true",
                $"spark.hadoop.fs.s3a.access.key={Of("AccessKey")}", $"spark.hadoop.fs.s3a.secret.key={Of("SecretKey")}",
            ]);
    }

    [Fact]
    public async Task UnreadableFile_FailsTheRunWithSparksReason()
    {
        SparkSubmit.SkipUnlessPossible();
        await using var batch = new BatchFixture(null, Own);
        await batch.AppendAsync(new RandomRecords(53).Take(2_000));
        await batch.ArchiveAsync();
        var published = await batch.RunAsync();
        Assert.NotNull(published);
        var file = (await batch.Archive.ListAsync(BatchFixture.Token))[0];
        await File.WriteAllBytesAsync(Path.Combine(batch.Archive.Location, file.Name), new byte[4096], BatchFixture.Token);

        var (code, printed, errors) = await SparkSubmit.RunAsync(batch, [], "run", "--full", "--publish");
        Assert.NotEqual(0, code);
        Assert.Contains("Spark failed: ", printed + errors, StringComparison.Ordinal);
        Assert.Contains(Path.GetFileName(file.Name), printed + errors, StringComparison.Ordinal);
        Assert.Equal(published, (await batch.Views.GetPublishedAsync(BatchFixture.Token)).Published);
        await batch.AssertExactAsync(published);
    }

    private async Task AssertExactAsync((string, string)[] settings, string[] conf)
    {
        await using var batch = new BatchFixture(null, settings);
        var records = new RandomRecords(52);
        await batch.AppendAsync(records.Take(6_000));
        await batch.ArchiveAsync();
        var duckdb = await batch.RunAsync();
        Assert.NotNull(duckdb);
        var slices = PartitionCoverage.Of(await batch.Archive.ListAsync(BatchFixture.Token))
            .Values.SelectMany(c => c.Slice(c.Begin, duckdb.Cut[c.Partition]));
        Assert.Contains(slices, s => !s.IsWhole);

        var full = await PublishedAsync(batch, conf, "run", "--full", "--publish", "--Batch:Spark:Table=flights.flight_events");
        Assert.Equal((BatchOptions.SparkEngine, "full", duckdb.Cut), (full.Engine, full.Mode, full.Cut));
        await batch.AssertExactAsync(full);
        Assert.True(Directory.Exists(Path.Combine(SparkSubmit.Warehouse(batch), "flights.db")), "the table's database is not there");

        await batch.AppendAsync(records.Take(2_000));
        await batch.ArchiveAsync();
        var added = await PublishedAsync(batch, conf, "run", "--publish");
        Assert.Equal((BatchOptions.SparkEngine, "incremental"), (added.Engine, added.Mode));
        await batch.AssertExactAsync(added);
    }

    private async Task<Generation> PublishedAsync(BatchFixture batch, string[] conf, params string[] arguments)
    {
        var (code, printed, errors) = await SparkSubmit.RunAsync(batch, conf, arguments);
        Assert.True(code == 0, $"Spark ended with {code}: {printed}{errors}");
        output.WriteLine(printed);
        return (await batch.Views.GetPublishedAsync(BatchFixture.Token)).Published;
    }
}
