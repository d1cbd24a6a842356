using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using OrleansFlights.Foundation.Settings;
using OrleansFlights.Log.Sqlite;
using static OrleansFlights.Log.Tests.LogTesting;

namespace OrleansFlights.Log.Tests.Sqlite;

public sealed class SqliteFailureTests
{
    [Fact]
    public async Task FullDisk_FailsTheAppendAndLosesNothing()
    {
        using var disk = SmallDisk.MountOrSkip(megabytes: 6);
        await using var eventLog = Open(disk.Directory);
        var value = new string('x', 50_000);
        var acknowledged = 0;
        LogException? failure = null;
        while (failure is null && acknowledged < 1000)
        {
            try
            {
                await eventLog.Events.Append(Entry(value, $"{acknowledged}"));
                acknowledged++;
            }
            catch (LogException e)
            {
                failure = e;
            }
        }

        Assert.NotNull(failure);
        Assert.False(failure.IsTransient, failure.Message);
        Assert.Contains("disk", failure.Message, StringComparison.Ordinal);
        Assert.InRange(acknowledged, 10, 1000);
        Assert.Equal(Enumerable.Range(0, acknowledged).Select(n => $"{n}"),
            (await eventLog.Events.ReadToEnd(0)).Records.Select(record => record.Key));

        disk.Grow(megabytes: 30);
        await eventLog.Events.Append(Entry("fits again", $"{acknowledged}"));
        Assert.Equal(Enumerable.Range(0, acknowledged + 1).Select(n => $"{n}"),
            (await eventLog.Events.ReadToEnd(0)).Records.Select(record => record.Key));
    }

    [Fact]
    public async Task ReadOnlyDisk_FailsTheAppendAndLosesNothing()
    {
        using var disk = SmallDisk.MountOrSkip(megabytes: 8);
        await using (var eventLog = Open(disk.Directory))
            await eventLog.Events.Append(Numbered(0, 10));

        disk.MakeReadOnly(true);
        var refused = await Assert.ThrowsAsync<LogException>(async () =>
        {
            await using var eventLog = Open(disk.Directory);
            await eventLog.Events.Append(Entry("never"));
        });
        Assert.False(refused.IsTransient, refused.Message);
        Assert.Contains(disk.Directory, refused.Message, StringComparison.Ordinal);

        disk.MakeReadOnly(false);
        await using var again = Open(disk.Directory);
        await again.Events.Append(Entry("10"));
        Assert.Equal(Enumerable.Range(0, 11).Select(n => $"{n}"), (await again.Events.ReadToEnd(0)).Values);
    }

    [Fact]
    public async Task FileHeldTooLong_FailsAsTransientAndGoesOnLater()
    {
        await using var fixture = new SqliteFixture();
        await using var eventLog = Open(fixture.Directory, TimeSpan.FromMilliseconds(50));
        await using (var other = new SqliteConnection($"Data Source={fixture.File};Pooling=False"))
        {
            await other.OpenAsync(Token);
            await using var command = other.CreateCommand();
            command.CommandText = "BEGIN IMMEDIATE";
            await command.ExecuteNonQueryAsync(Token);
            var busy = await Assert.ThrowsAsync<LogException>(async () => await eventLog.Events.Append(Entry("refused")));
            Assert.True(busy.IsTransient, busy.Message);
        }

        await eventLog.Events.Append(Entry("taken"));
        Assert.Equal(["taken"], (await eventLog.Events.ReadToEnd(0)).Values);
    }

    [Fact]
    public async Task FileThatIsNoLog_IsRefused()
    {
        await using var fixture = new SqliteFixture();
        await File.WriteAllTextAsync(fixture.File, string.Concat(Enumerable.Repeat("not a database ", 100)), Token);
        var refused = Assert.Throws<LogException>(() => Open(fixture.Directory));
        Assert.False(refused.IsTransient);
    }

    [Fact]
    public async Task DamagedChunk_IsAnErrorAndNotARecord()
    {
        await using var fixture = new SqliteFixture();
        await using var eventLog = Open(fixture.Directory);
        await eventLog.Events.Append(Numbered(0, 3));
        await using (var other = new SqliteConnection($"Data Source={fixture.File};Pooling=False"))
        {
            await other.OpenAsync(Token);
            await using var command = other.CreateCommand();
            command.CommandText = "UPDATE chunk SET payload = substr(payload, 1, length(payload) - 1)";
            await command.ExecuteNonQueryAsync(Token);
        }

        using var reader = eventLog.Events.OpenReader(0, 0);
        var sink = new RecordingSink();
        var damaged = Assert.Throws<LogException>(() => reader.Read(sink, 10, Deadline, Token));
        Assert.Contains("offset 2", damaged.Message, StringComparison.Ordinal);
        Assert.Equal(["0", "1"], sink.Values);
        Assert.Equal(2, reader.Position);
    }

    [Fact]
    public async Task RecordBeyondTheLimit_IsRefused()
    {
        await using var fixture = new SqliteFixture();
        await using var eventLog = Open(fixture.Directory);
        var refused = await Assert.ThrowsAsync<LogException>(
            async () => await eventLog.Events.Append(Entry(new string('x', (16 << 20) + 1))));
        Assert.False(refused.IsTransient);
        Assert.Equal(0, (await eventLog.Events.GetOffsetsAsync(Token))[0].End);
    }

    [Fact]
    public async Task ClosedLog_SaysSo()
    {
        await using var fixture = new SqliteFixture();
        var eventLog = Open(fixture.Directory);
        await eventLog.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await eventLog.Events.Append(Entry("late")));
    }

    private static SqliteEventLog Open(string directory, TimeSpan? lockTimeout = null)
    {
        var options = new LogOptions { Partitions = 1 };
        options.Sqlite.LockTimeout = lockTimeout ?? TimeSpan.FromSeconds(20);
        return new SqliteEventLog(
            Options.Create(options), Options.Create(new DataOptions { Path = directory }), NullLogger<SqliteEventLog>.Instance);
    }
}
