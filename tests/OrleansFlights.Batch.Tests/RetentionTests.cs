using System.Text.Json;
using Microsoft.Data.Sqlite;
using OrleansFlights.Log;

namespace OrleansFlights.Batch.Tests;

public sealed class RetentionTests
{
    private static readonly (string, string) ByHand = ("Batch:Enabled", "false");
    private static readonly (string, string) Small = ("Log:Sqlite:KeepMegabytes", "1");

    [Fact]
    public async Task ByDefault_ALogThatIsTooLargeForgetsItsOldestRecords_AndFullRunsCountThemAllTheSame()
    {
        await using var batch = new BatchFixture(null, ByHand, Small);
        var total = await FillAsync(batch);
        var log = (ISizedLog)batch.Get<IEventLog>();
        Assert.True(await log.GetBytesAsync(BatchFixture.Token) > log.Limit, "the log is not large enough to be tested");

        var first = await batch.RunAsync();
        Assert.NotNull(first);
        var ranges = await batch.Log.GetOffsetsAsync(BatchFixture.Token);
        var oldest = (await batch.Views.GetPublishedAsync(BatchFixture.Token)).OldestCut;
        Assert.All(ranges, r => Assert.InRange(r.Begin, 1, oldest[r.Partition]));
        // Whole batches go, so a log of few batches stays a little larger.
        Assert.InRange(await log.GetBytesAsync(BatchFixture.Token), 1, log.Limit!.Value * 3 / 2);

        var again = await batch.RunAsync(full: true);
        Assert.NotNull(again);
        Assert.Equal(total, again.Cut.Offsets.Values.Sum() + ranges.Sum(r => r.End - again.Cut[r.Partition]));
        Assert.Empty(again.Holes);
    }

    [Fact]
    public async Task WithoutALimit_ALogForgetsNothing()
    {
        await using var batch = new BatchFixture(null, ByHand, ("Log:Sqlite:KeepMegabytes", "0"));
        await FillAsync(batch);
        Assert.NotNull(await batch.RunAsync());
        Assert.All(await batch.Log.GetOffsetsAsync(BatchFixture.Token), r => Assert.Equal(0, r.Begin));
    }

    [Fact]
    public async Task WhatTheSiloHasNoCheckpointBehind_Stays()
    {
        await using var batch = new BatchFixture(null, ByHand, Small);
        await FillAsync(batch);
        Checkpoint(batch, partition: 0, position: 40);
        Assert.NotNull(await batch.RunAsync());
        var begins = (await batch.Log.GetOffsetsAsync(BatchFixture.Token)).ToDictionary(r => r.Partition, r => r.Begin);

        // Of a partition without a checkpoint the silo has read nothing.
        Assert.InRange(begins[0], 0, 40);
        Assert.Equal(0, begins[1]);
        Assert.Equal(0, begins[2]);
    }

    [Fact]
    public async Task ATopicTooQuietForAGeneration_HasItsSmallFilesJoined()
    {
        await using var batch = new BatchFixture(null, ByHand, ("Log:Partitions", "1"), ("Log:SegmentBits", "12"));
        var records = new RandomRecords(61);
        for (var round = 0; round < 20; round++)
        {
            await batch.AppendAsync(records.Take(3));
            await batch.ArchiveAsync();
        }

        Assert.Equal(20, (await batch.Archive.ListAsync(BatchFixture.Token)).Count);
        Assert.Null(await batch.RunAsync());
        var file = Assert.Single(await batch.Archive.ListAsync(BatchFixture.Token));
        Assert.Equal((0, 60), (file.First, file.End));
    }

    [Fact]
    public async Task Data_ShowsWhatThereIs_PrunesDry_ThenForGood_AndShrinks()
    {
        await using var batch = new BatchFixture(null, ByHand, ("Log:Sqlite:KeepMegabytes", "0"));
        await FillAsync(batch);
        Assert.NotNull(await batch.RunAsync());
        await using var limited = new BatchFixture(batch.Directory, ByHand, Small);

        var usage = await JsonAsync(batch, "data", "usage");
        Assert.Contains(usage.GetProperty("stores").EnumerateArray(), s => s.GetProperty("what").GetString() == "archive");
        Assert.Equal(
            usage.GetProperty("total").GetInt64(),
            usage.GetProperty("stores").EnumerateArray().Sum(s => s.GetProperty("bytes").GetInt64()));
        var dry = await JsonAsync(limited, "data", "prune", "--dry-run");
        Assert.True(dry.GetProperty("records").GetInt64() > 0, dry.ToString());
        Assert.All(await batch.Log.GetOffsetsAsync(BatchFixture.Token), r => Assert.Equal(0, r.Begin));

        var pruned = await JsonAsync(limited, "data", "prune", "--shrink");
        Assert.Equal(dry.GetProperty("records").GetInt64(), pruned.GetProperty("records").GetInt64());
        Assert.True(pruned.GetProperty("bytesAfter").GetInt64() < pruned.GetProperty("bytesBefore").GetInt64(), pruned.ToString());
        Assert.All(await batch.Log.GetOffsetsAsync(BatchFixture.Token), r => Assert.True(r.Begin > 0, r.ToString()));
    }

    private static async Task<int> FillAsync(BatchFixture batch)
    {
        const int rounds = 16, each = 1_000;
        var records = new RandomRecords(60);
        for (var round = 0; round < rounds; round++)
            await batch.AppendAsync(records.Take(each));
        await batch.ArchiveAsync();
        return rounds * each;
    }

    private static void Checkpoint(BatchFixture batch, int partition, long position)
    {
        using var silo = new SqliteConnection($"Data Source={Path.Combine(batch.Directory, "silo.db")};Pooling=False");
        silo.Open();
        using var command = silo.CreateCommand();
        command.CommandText =
            $"""
             CREATE TABLE checkpoints (topic TEXT, partition INTEGER, position INTEGER NOT NULL,
                 PRIMARY KEY (topic, partition)) WITHOUT ROWID;
             INSERT INTO checkpoints VALUES ('{LogOptions.DefaultTopic}', {partition}, {position});
             """;
        command.ExecuteNonQuery();
    }

    private static async Task<JsonElement> JsonAsync(BatchFixture batch, params string[] arguments)
    {
        var output = await BatchProcess.OkAsync(batch, [.. arguments, "--json"]);
        return JsonDocument.Parse(output).RootElement;
    }
}
