using System.Net;
using Minio;
using Minio.DataModel.Args;
using OrleansFlights.Batch.Archive;

namespace OrleansFlights.Batch.Tests;

public sealed class S3Tests
{
    private const string Missing = "FLIGHTS_TEST_S3 names no S3 server";

    [Fact]
    public async Task ArchiveRunAndPublish_OnARealServer()
    {
        var settings = await BucketAsync();
        await using var batch = new BatchFixture(null, [.. settings, ("Archive:RollRecords", "40"), ("Archive:CompactBelow", "150")]);
        var records = new RandomRecords(41);
        for (var round = 0; round < 3; round++)
        {
            await batch.AppendAsync(records.Take(900));
            await batch.ArchiveAsync();
            var generation = await batch.RunAsync();
            Assert.NotNull(generation);
            await batch.AssertExactAsync(generation);
        }

        var files = await batch.Archive.ListAsync(BatchFixture.Token);
        Assert.True(files.Count < 30, $"{files.Count} files were left by compaction");
        Assert.Equal(2_700, PartitionCoverage.Of(files).Values.Sum(c => c.End - c.Begin));
        var full = await batch.RunAsync(full: true);
        Assert.NotNull(full);
        await batch.AssertExactAsync(full);
    }

    [Fact]
    public async Task MissingBucket_IsNamedAndNotTakenForAnEmptyArchive()
    {
        await AssertFailsAsync([.. await BucketAsync(), ("Archive:Minio:Bucket", "no-such-bucket-here")], "the bucket does not exist");
    }

    [Theory]
    [InlineData("Archive:Minio:SecretKey")]
    [InlineData("Archive:Minio:AccessKey")]
    public async Task WrongCredentials_AreNamed(string key)
    {
        await AssertFailsAsync([.. await BucketAsync(), (key, "wrong-credentials")], "access denied");
    }

    [Fact]
    public async Task ServerThatIsDown_IsNamedAfterRetries()
    {
        await AssertFailsAsync(Settings($"127.0.0.1:{ChildProcess.FreePort()}", "k", "s", "flights"), "cannot be reached");
    }

    [Fact]
    public async Task Answers503_AreRetriedAndThenNamed()
    {
        await using var fake = new FailingServer(HttpStatusCode.ServiceUnavailable);
        await AssertFailsAsync(Settings(fake.Endpoint, "k", "s", "flights"), "503");
        Assert.True(fake.Requests >= 5, $"{fake.Requests} requests came");
    }

    [Fact]
    public async Task ServerThatNeverAnswers_IsNamedAfterRetries()
    {
        await using var silent = new FailingServer(null);
        await AssertFailsAsync(
            [.. Settings(silent.Endpoint, "k", "s", "flights"), ("Archive:Minio:Timeout", "00:00:01")], "did not answer in time");
        Assert.True(silent.Requests >= 5, $"{silent.Requests} requests came");
    }

    [Theory]
    [InlineData(60, 0)]
    [InlineData(0, 3)]
    public async Task SlowServer_OnlyTakesLonger(int milliseconds, int stalls)
    {
        var settings = await BucketAsync();
        await using var proxy = new SlowProxy(
            settings.Single(s => s.Item1 == "Archive:Minio:Endpoint").Item2, TimeSpan.FromMilliseconds(milliseconds), stalls);
        await using var batch = new BatchFixture(
            null, new ImpatientTime(), [.. settings, ("Archive:Minio:Endpoint", proxy.Endpoint), ("Archive:Minio:Timeout", "00:00:05"),
                ("Archive:RollRecords", "200")]);
        var records = new RandomRecords(43);
        for (var round = 0; round < 2; round++)
        {
            await batch.AppendAsync(records.Take(600));
            await batch.ArchiveAsync();
            var generation = await batch.RunAsync();
            Assert.NotNull(generation);
            await batch.AssertExactAsync(generation);
        }

        Assert.Equal(0, proxy.Stalls);
        Assert.Equal(1_200, PartitionCoverage.Of(await batch.Archive.ListAsync(BatchFixture.Token)).Values.Sum(c => c.End - c.Begin));
    }

    /// <summary>The archive fails with a message; a generation published before stays, and so does the log.</summary>
    private static async Task AssertFailsAsync((string, string)[] settings, string message)
    {
        await using var before = new BatchFixture(null, ("Batch:Enabled", "false"));
        await before.AppendAsync(new RandomRecords(42).Take(300));
        await before.ArchiveAsync();
        var published = await before.RunAsync();
        Assert.NotNull(published);

        await using var batch = new BatchFixture(before.Directory, new ImpatientTime(), settings);
        var archive = await Assert.ThrowsAsync<ArchiveException>(batch.ArchiveAsync);
        Assert.Contains(message, archive.Message, StringComparison.Ordinal);
        var run = await Assert.ThrowsAsync<ArchiveException>(() => batch.RunAsync());
        Assert.Contains(message, run.Message, StringComparison.Ordinal);
        Assert.Equal(published, (await batch.Views.GetPublishedAsync(BatchFixture.Token)).Published);
        await before.AssertExactAsync(published);
    }

    private static (string, string)[] Settings(string endpoint, string access, string secret, string bucket) =>
    [
        ("Batch:Enabled", "false"), ("Archive:Provider", "minio"), ("Archive:Minio:Endpoint", endpoint),
            ("Archive:Minio:AccessKey", access),
        ("Archive:Minio:SecretKey", secret), ("Archive:Minio:Bucket", bucket),
    ];

    /// <summary>Settings of a new bucket; skips the test when there is no server.</summary>
    internal static async Task<(string, string)[]> BucketAsync()
    {
        var address = Environment.GetEnvironmentVariable("FLIGHTS_TEST_S3");
        Assert.SkipWhen(address is null, Missing);
        var endpoint = new Uri(address!).Authority;
        var access = Environment.GetEnvironmentVariable("FLIGHTS_TEST_S3_ACCESS_KEY") ?? "";
        var secret = Environment.GetEnvironmentVariable("FLIGHTS_TEST_S3_SECRET_KEY") ?? "";
        var bucket = $"flights-{Guid.NewGuid():N}";
        using var client = new MinioClient().WithEndpoint(endpoint).WithCredentials(access, secret).WithSSL(false).Build();
        await client.MakeBucketAsync(new MakeBucketArgs().WithBucket(bucket), BatchFixture.Token);
        return Settings(endpoint, access, secret, bucket);
    }
}
