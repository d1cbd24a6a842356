using OrleansFlights.Flights;
using OrleansFlights.Streams;
using OrleansFlights.Streams.Delivery;
using OrleansFlights.Streams.Protocol;

namespace OrleansFlights.Protocol.Tests.Simulation;

/// <summary>A batch on its way to a view.</summary>
internal sealed record Message(int View, StreamBatch<FlightFact> Batch, SimReader Reader);

/// <summary>A checkpoint under way, a view at a time.</summary>
internal sealed class Pass(CheckpointAttempt token, List<(StreamId Stream, long UpTo)> owed)
{
    public const int Attempts = 3;

    public CheckpointAttempt Token => token;

    public List<(StreamId Stream, long UpTo)> Owed => owed;

    public int[] Asked { get; } = new int[owed.Count];

    public bool[] Durable { get; } = new bool[owed.Count];

    public bool IsSettled => Durable.All(d => d);

    /// <summary>Whether a view has said that it is durable.</summary>
    public bool HasWordOf(StreamId stream) => owed.FindIndex(o => o.Stream == stream) is >= 0 and var at && Durable[at];

    public bool IsOver => Enumerable.Range(0, owed.Count).All(i => Durable[i] || Asked[i] >= Attempts);
}

/// <summary>The reader of a partition on one silo: polls, hands out, resends, makes checkpoints.</summary>
internal sealed class SimReader
{
    private readonly World _world;
    private long? _rewindTo;

    public SimReader(World world, int partition, int silo, long start, long floor)
    {
        _world = world;
        Partition = partition;
        Silo = silo;
        Start = start;
        Floor = floor;
        Builder = new PolledBatchBuilder<FlightFact>(partition, start, floor);
        Plan = new CheckpointPlan(start, floor);
        Position = start;
    }

    public int Partition { get; }

    public int Silo { get; }

    public long Start { get; }

    public long Floor { get; }

    public PolledBatchBuilder<FlightFact> Builder { get; }

    public SentBatches<FlightFact> Book { get; } = new();

    public CheckpointPlan Plan { get; }

    public Queue<PolledBatch<FlightFact>> Ahead { get; } = new();

    public Queue<(int View, long Seen)> Requests { get; } = new();

    public HashSet<int> Sent { get; } = [];

    public Pass? Pass { get; private set; }

    /// <summary>The end of the last poll that was handed out.</summary>
    public long Position { get; private set; }

    /// <summary>The lowest offset that it may read next.</summary>
    public long Next => Math.Min(Builder.Position, _rewindTo ?? long.MaxValue);

    public bool IsRewinding => _rewindTo is not null;

    public bool Poll(int most)
    {
        if (_rewindTo is { } back)
        {
            _rewindTo = null;
            if (back < Builder.Position)
                Builder.Rewind(back);
        }

        var log = _world.Log[Partition];
        var from = Math.Max(Builder.Position, log.Begin);
        var to = log.End;
        var count = 0;
        foreach (var item in log.Range(from, log.End))
        {
            if (count++ == most)
            {
                to = item.Offset;
                break;
            }

            Builder.Buffer(World.Namespace, World.Keys[0]).Add(item.Fact);
            Builder.Buffer(World.Namespace, World.Keys[item.Other]).Add(item.Fact);
        }

        if (to == Builder.Position)
            return false;
        Ahead.Enqueue(Builder.Close(to));
        return true;
    }

    public bool Hand()
    {
        if (!Ahead.TryDequeue(out var poll))
            return false;
        Plan.NotePoll(poll.From);
        Book.Add(poll);
        for (var i = 0; i < poll.Parts.Length; i++)
        {
            var view = World.ViewOf(poll.Parts[i].Stream);
            Sent.Add(view);
            _world.Network.Add(new Message(view, poll.Batch(i), this));
        }

        Position = poll.To;
        return true;
    }

    /// <summary>Sends a view what it lacks above an offset, or goes back in the log.</summary>
    public void Resend(int view, long seen, bool arrives)
    {
        var needed = Plan.NeededFrom(seen);
        if (Book.From(World.Streams[view], needed) is { } batch)
        {
            if (arrives)
                _world.Activation(view).Take(batch);
        }
        else if (Plan.Rewind(needed, Builder.Position))
        {
            _rewindTo = Math.Min(_rewindTo ?? long.MaxValue, needed);
            if (_world.Rules.RecordedOnRewind(Plan, needed) is { } lower)
                _world.Record(this, lower);
            _world.Tell(view, Partition);
        }
    }

    public bool BeginPass()
    {
        if (Pass is not null || Plan.Begin(Position) is not { } token)
            return false;
        Pass = new Pass(token, Book.Owed(Position));
        _world.Rules.Begin(Book, token);
        return true;
    }

    public void Ask(int index, bool secondActivation, WriteEnd end, bool resendArrives)
    {
        if (Pass is not { } pass || pass.Owed.Count == 0)
            return;
        var at = index % pass.Owed.Count;
        var (stream, upTo) = pass.Owed[at];
        if (pass.Durable[at] || pass.Asked[at] >= Simulation.Pass.Attempts)
            return;
        pass.Asked[at]++;
        var view = World.ViewOf(stream);
        var durable = _world.Activation(view, secondActivation).Checkpoint(Partition, upTo, end);
        if (durable >= upTo)
            pass.Durable[at] = true;
        else if (durable >= 0)
            Resend(view, durable, resendArrives);
    }

    /// <summary>Makes a checkpoint in one go.</summary>
    /// <param name="secondActivations">Whether it asks older activations where there are, as on a silo that goes.</param>
    public void Checkpoint(bool secondActivations = false)
    {
        BeginPass();
        for (var i = 0; i < Pass?.Owed.Count; i++)
        {
            for (var attempt = 0; attempt < Simulation.Pass.Attempts; attempt++)
                Ask(i, secondActivations, WriteEnd.Written, resendArrives: true);
        }

        EndPass();
    }

    public void EndPass(bool giveUp = false)
    {
        if (Pass is not { } pass)
            return;
        if (_world.Rules.MayRecord(Plan, pass.Token, pass.IsSettled))
        {
            _world.Record(this, pass.Token.Position);
            Book.Release(pass.Token.Position);
            Pass = null;
        }
        else if (pass.IsOver || giveUp)
        {
            Pass = null;
        }
    }
}
