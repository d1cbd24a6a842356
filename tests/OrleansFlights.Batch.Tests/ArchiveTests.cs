using DuckDB.NET.Data;
using OrleansFlights.Batch.Archive;
using OrleansFlights.Batch.Compaction;
using OrleansFlights.Flights;
using OrleansFlights.Log;

namespace OrleansFlights.Batch.Tests;

public sealed class ArchiveTests
{
    private static readonly (string, string) ByHand = ("Batch:Enabled", "false");

    [Fact]
    public async Task Archive_HoldsEveryRecordAndTheBytesOfWhatHasNoColumns()
    {
        await using var batch = new BatchFixture(null, ByHand, ("Log:Partitions", "1"));
        var entries = new RandomRecords(4).Take(300).ToArray();
        await batch.AppendAsync(entries);
        await batch.ArchiveAsync();

        var rows = Rows(batch, "SELECT \"offset\", \"timestamp\", key, valid, reason, raw, flight_id FROM archive ORDER BY \"offset\"");
        Assert.Equal(entries.Length, rows.Count);
        for (var i = 0; i < rows.Count; i++)
        {
            Assert.Equal((long)i, rows[i][0]);
            Assert.Equal(entries[i].TimestampMilliseconds * 1_000, rows[i][1]);
            Assert.Equal(entries[i].Key.ToArray(), Bytes(rows[i][2]) ?? []);
            var valid = (bool)rows[i][3]!;
            Assert.Equal(valid, rows[i][4] is null);
            Assert.Equal(valid, rows[i][6] is not null);
            var raw = Bytes(rows[i][5]);
            Assert.Equal(entries[i].Value.ToArray(), raw ?? Canonical(entries[i]));
        }
    }

    private static byte[] Canonical(LogEntry entry)
    {
        Assert.True(new FlightEventParser().Parse(entry.Value.Span, entry.TimestampMilliseconds, out var flight).IsValid);
        return FlightEventWriter.ToBytes(flight.ToEvent());
    }

    [Fact]
    public async Task TwoArchiversAtOnce_LeaveNothingOutAndNothingTwice()
    {
        await using var one = new BatchFixture(null, ByHand, ("Archive:CompactBelow", "0"));
        await using var two = new BatchFixture(one.Directory, ByHand, ("Archive:RollRecords", "33"));
        var records = new RandomRecords(6);
        for (var round = 0; round < 5; round++)
        {
            await one.AppendAsync(records.Take(300));
            await Task.WhenAll(Task.Run(one.ArchiveAsync, BatchFixture.Token), Task.Run(two.ArchiveAsync, BatchFixture.Token));
        }

        var files = await one.Archive.ListAsync(BatchFixture.Token);
        Assert.True(files.Sum(f => f.End - f.First) > 1_500, "the archivers never overlapped, so this tests nothing");
        var generation = await one.RunAsync();
        Assert.NotNull(generation);
        await one.AssertExactAsync(generation);
        await two.Get<Compactor>().CompactAsync(BatchFixture.Token);
        var again = await one.RunAsync(full: true);
        Assert.NotNull(again);
        await one.AssertExactAsync(again);
    }

    [Fact]
    public async Task PartitionsAddedMeanwhile_AreArchivedAndCounted()
    {
        await using var batch = new BatchFixture(
            null, TimeProvider.System, [ByHand, ("Log:PartitionRefresh", "00:00:00.1"), ("Archive:RollAge", "00:00:00.5")],
                partitionsAtFirst: 1);
        var records = new RandomRecords(11);
        await batch.AppendAsync(records.Take(200));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(BatchFixture.Token);
        var following = Task.Run(() => batch.Archiver.FollowAsync(stop.Token), BatchFixture.Token);
        await ArchivedAsync(batch, following);

        ((GrowingLog)batch.Log).Grow(3);
        await batch.AppendAsync(records.Take(600));
        await ArchivedAsync(batch, following);
        Assert.Equal(3, (await batch.Archive.ListAsync(BatchFixture.Token)).Select(f => f.Partition).Distinct().Count());
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => following);

        var generation = await batch.RunAsync();
        Assert.NotNull(generation);
        Assert.All(await batch.Log.GetOffsetsAsync(BatchFixture.Token), e =>
            Assert.True(generation.Cut[e.Partition] > 0, $"{e} is not in the cut {generation.Cut}"));
        await batch.AssertExactAsync(generation);
    }

    [Fact]
    public async Task Compaction_MakesFewerFilesAndTheSameAnswers()
    {
        await using var batch = new BatchFixture(null, ByHand, ("Archive:RollRecords", "5"), ("Archive:CompactBelow", "0"));
        await batch.AppendAsync(new RandomRecords(12).Take(1_000));
        await batch.ArchiveAsync();
        var before = await batch.Archive.ListAsync(BatchFixture.Token);
        await using var compacting = new BatchFixture(batch.Directory, ByHand, ("Archive:CompactBelow", "200"));
        await compacting.Get<Compactor>().CompactAsync(BatchFixture.Token);

        var after = await batch.Archive.ListAsync(BatchFixture.Token);
        Assert.True(after.Count < before.Count / 5, $"{before.Count} files became {after.Count}");
        Assert.Equal(before.Sum(f => f.End - f.First), after.Sum(f => f.End - f.First));
        var generation = await batch.RunAsync();
        Assert.NotNull(generation);
        await batch.AssertExactAsync(generation);
        await batch.AppendAsync(new RandomRecords(13).Take(100));
        await batch.ArchiveAsync();
        var next = await batch.RunAsync();
        Assert.NotNull(next);
        await batch.AssertExactAsync(next);
    }

    [Fact]
    public async Task UnfinishedFiles_AreNoPartOfTheArchive()
    {
        await using var batch = new BatchFixture(null, ByHand);
        await batch.AppendAsync(new RandomRecords(3).Take(100));
        await batch.ArchiveAsync();
        var files = await batch.Archive.ListAsync(BatchFixture.Token);
        var path = await batch.Archive.OpenAsync(files[0], BatchFixture.Token);
        await File.WriteAllTextAsync(path + ".0123.part", "half", BatchFixture.Token);
        await File.WriteAllTextAsync(Path.Combine(Path.GetDirectoryName(path)!, "notes.txt"), "mine", BatchFixture.Token);
        Assert.Equal(files.Order(Comparer<ArchiveFile>.Create((a, b) => string.CompareOrdinal(a.Name, b.Name))),
            (await batch.Archive.ListAsync(BatchFixture.Token))
                .Order(Comparer<ArchiveFile>.Create((a, b) => string.CompareOrdinal(a.Name, b.Name))));
        Assert.Equal(0, await batch.ArchiveAsync());
    }

    [Fact]
    public async Task DirectoryThatCannotBeWritten_SaysSo()
    {
        await using var batch = new BatchFixture(null, ByHand, ("Archive:Directory", "/proc/archive"));
        await batch.AppendAsync(new RandomRecords(3).Take(10));
        var wrong = await Assert.ThrowsAsync<ArchiveException>(batch.ArchiveAsync);
        Assert.Contains("/proc/archive", wrong.Message, StringComparison.Ordinal);
    }

    /// <summary>Waits until the archive reaches the end of every partition.</summary>
    private static async Task ArchivedAsync(BatchFixture batch, Task following)
    {
        var until = DateTime.UtcNow + TimeSpan.FromMinutes(2);
        while (true)
        {
            var ranges = await batch.Log.GetOffsetsAsync(BatchFixture.Token);
            var covers = PartitionCoverage.Of(await batch.Archive.ListAsync(BatchFixture.Token));
            if (ranges.All(e => covers.GetValueOrDefault(e.Partition)?.End == e.End))
                return;
            Assert.False(following.IsCompleted, "following ended");
            Assert.True(DateTime.UtcNow < until,
                $"{string.Join(' ', ranges)} is not archived: {string.Join(' ', covers.Select(c => $"{c.Key}:{c.Value.End}"))}");
            await Task.Delay(20, BatchFixture.Token);
        }
    }

    private static byte[]? Bytes(object? value)
    {
        if (value is not Stream stream)
            return (byte[]?)value;
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }

    private static List<object?[]> Rows(BatchFixture batch, string sql)
    {
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // A test's own words.
        command.CommandText =
            $"WITH archive AS (SELECT * FROM read_parquet('{batch.Archive.Location}/**/*.parquet', hive_partitioning = false)) {sql}";
#pragma warning restore CA2100
        using var reader = command.ExecuteReader();
        var rows = new List<object?[]>();
        while (reader.Read())
        {
            rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(i =>
            {
                var value = reader.IsDBNull(i) ? null : reader.GetValue(i);
                return value is Stream ? Bytes(value) : value;
            })]);
        }

        return rows;
    }
}
