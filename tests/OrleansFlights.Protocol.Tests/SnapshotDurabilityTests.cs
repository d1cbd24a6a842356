using OrleansFlights.Flights;
using OrleansFlights.Grains.Protocol;

namespace OrleansFlights.Protocol.Tests;

public sealed class SnapshotDurabilityTests
{
    private readonly ViewState _state = new(new SegmentSize(4), Cut.Zero);
    private readonly SnapshotDurability _durability = new();

    [Fact]
    public void CountedWhileTheSnapshotIsWritten_IsNotDurable()
    {
        _state.Apply(0, 0, 10, []);
        var taken = _durability.Take(_state);
        _state.Apply(0, 10, 30, []);

        _durability.NoteWritten(taken);

        Assert.Equal(10, _durability.Durable(_state, 0));
        Assert.True(_durability.MustWrite(_state, 0, 30));
    }

    [Fact]
    public void Candidate_WritesFirst_AndOwnsThen()
    {
        Assert.True(_durability.MustOwnFirst);
        _durability.NoteWritten(_durability.Take(_state));
        Assert.False(_durability.MustOwnFirst);
        Assert.True(_durability.NoteLooked(exists: true));
    }

    [Fact]
    public void Candidate_FindsASnapshot_IsSuperseded()
    {
        Assert.True(_durability.NoteLooked(exists: false));
        Assert.False(_durability.NoteLooked(exists: true));
        Assert.Equal(SnapshotOwnership.Superseded, _durability.Ownership);
    }

    [Fact]
    public void Claim_HoldsInTheLifeInWhichTheSnapshotWasWritten()
    {
        Assert.False(_durability.Trusts(seen: 5, settledTo: 10, "second"));
        Assert.True(_durability.Trusts(seen: 10, settledTo: 10, "second"));
        Assert.True(_durability.Trusts(seen: 5, settledTo: 10, life: null));

        var before = _durability.Take(_state);
        _durability.NoteTold("second");
        _durability.NoteWritten(before);
        Assert.False(_durability.Trusts(seen: 5, settledTo: 10, "second"));

        _durability.NoteWritten(_durability.Take(_state));
        Assert.True(_durability.Trusts(seen: 5, settledTo: 10, "second"));
        Assert.False(_durability.Trusts(seen: 5, settledTo: 10, "first"));
    }

    [Fact]
    public void Superseded_CountsNothingMore_AndWritesNothingAtItsEnd()
    {
        _durability.NoteWritten(_durability.Take(_state));
        _state.Apply(0, 0, 10, []);
        Assert.True(_durability.MustWriteAtEnd(_state));

        _durability.NoteSuperseded();

        Assert.True(_durability.MustOwnFirst);
        Assert.False(_durability.MustWriteAtEnd(_state));
    }
}
