using System.Text;
using static OrleansFlights.Log.Tests.LogTesting;

namespace OrleansFlights.Log.Tests;

/// <summary>What every log that keeps writers' states keeps: records and state together, and one writer of a name at a time.</summary>
public abstract class StatefulLogContract
{
    /// <summary>A log with a topic of its own for the test; opened again, the same.</summary>
    protected abstract IEventLog Open();

    [Fact]
    public async Task NewWriter_HasNoState()
    {
        await using var writer = await WriterAsync(Open(), "a");

        Assert.True(writer.State.IsEmpty);
    }

    [Fact]
    public async Task Commit_StoresRecordsAndState()
    {
        var log = Open();
        await using (var writer = await WriterAsync(log, "a"))
        {
            await writer.CommitAsync(Numbered(0, 3, partition: 0), State("three"), Token);
            await writer.CommitAsync(Numbered(3, 2, partition: 0), State("five"), Token);
            Assert.Equal("five", Text(writer));
        }

        await using var again = await WriterAsync(Open(), "a");
        Assert.Equal("five", Text(again));
        Assert.Equal(["0", "1", "2", "3", "4"], (await log.Events.ReadToEnd(0)).Records.Select(record => record.Value));
    }

    [Fact]
    public async Task Commit_OfNoRecords_ChangesTheStateOnly()
    {
        var log = Open();
        await using (var writer = await WriterAsync(log, "a"))
            await writer.CommitAsync(ReadOnlyMemory<LogEntry>.Empty, State("done"), Token);

        await using var again = await WriterAsync(log, "a");
        Assert.Equal("done", Text(again));
        Assert.Empty((await log.Events.ReadToEnd(0)).Records);
    }

    [Fact]
    public async Task Writers_OfOtherNames_HaveStatesOfTheirOwn()
    {
        var log = Open();
        await using var one = await WriterAsync(log, "one");
        await using var two = await WriterAsync(log, "two");
        await one.CommitAsync(Numbered(0, 1, partition: 0), State("1"), Token);
        await two.CommitAsync(Numbered(1, 1, partition: 0), State("2"), Token);

        await using var again = await WriterAsync(log, "one");
        Assert.Equal("1", Text(again));
    }

    [Fact]
    public async Task AnOlderWriter_OfTheSameName_CannotCommit()
    {
        var log = Open();
        await using var older = await WriterAsync(log, "a");
        await older.CommitAsync(Numbered(0, 1, partition: 0), State("older"), Token);
        await using var newer = await WriterAsync(Open(), "a");

        await Assert.ThrowsAsync<LogException>(async () => await older.CommitAsync(Numbered(1, 1, partition: 0), State("lost"), Token));
        await newer.CommitAsync(Numbered(2, 1, partition: 0), State("newer"), Token);

        await using var again = await WriterAsync(log, "a");
        Assert.Equal("newer", Text(again));
        Assert.Equal(["0", "2"], (await log.Events.ReadToEnd(0)).Records.Select(record => record.Value));
    }

    private static async Task<IStatefulWriter> WriterAsync(IEventLog log, string name) =>
        await ((IStatefulLog)log).OpenWriterAsync(log.Events.Topic, name, Token);

    private static byte[] State(string text) => Encoding.UTF8.GetBytes(text);

    private static string Text(IStatefulWriter writer) => Encoding.UTF8.GetString(writer.State.Span);
}
