using OrleansFlights.Streams.Delivery;

namespace OrleansFlights.Protocol.Tests;

public sealed class PartitionOutboxTests
{
    private readonly PartitionOutbox<int> _outbox = new();
    private readonly PolledBatchBuilder<int> _builder = new(0, 0, 0);
    private readonly StreamId _stream = StreamId.Create("view", "a");

    [Fact]
    public void Repeat_WhatWasTakenLast_ComesAgain()
    {
        var cursor = Assert.Single(Add(1, 10));
        Assert.True(cursor.TryNext(out _));

        cursor.Repeat();

        Assert.True(cursor.TryNext(out var again));
        Assert.Equal([1], again.Events.ToArray());
    }

    [Fact]
    public void Withdraw_NothingComesAgain_AndWhatFollowsDoes()
    {
        var cursor = Assert.Single(Add(1, 10));
        Assert.True(cursor.TryNext(out _));
        Add(2, 20);

        _outbox.Withdraw();
        cursor.Repeat();

        Assert.Equal(0, _outbox.PollsUnderWay);
        Assert.Null(_outbox.From(_stream, 0));
        Assert.False(cursor.TryNext(out _));
        _builder.Rewind(0);
        Add(3, 10);
        Assert.True(cursor.TryNext(out var next));
        Assert.Equal((0, 10), (next.CoversFrom, next.CoversTo));
        Assert.Equal([(_stream, 10L)], _outbox.Owed(20));
    }

    private List<DeliveryCursor<int>> Add(int item, long to)
    {
        _builder.Buffer("view", "a").Add(item);
        return _outbox.AddPoll(_builder.Close(to));
    }
}
