using OrleansFlights.Flights;
using OrleansFlights.Streams;
using OrleansFlights.Streams.Delivery;
using OrleansFlights.Streams.Protocol;

namespace OrleansFlights.Protocol.Tests.Simulation;

/// <summary>A batch on its way to a view.</summary>
internal sealed record Message(int View, StreamBatch<FlightFact> Batch, ReaderDriver Reader);

/// <summary>A checkpoint under way, a view at a time.</summary>
internal sealed class Pass(CheckpointAttempt token, List<(StreamId Stream, long UpTo)> owed)
{
    public CheckpointAttempt Token => token;

    public List<(StreamId Stream, long UpTo)> Owed => owed;

    public DurabilityRequest[] Requests { get; } = [.. owed.Select(o => new DurabilityRequest(o.UpTo))];

    public bool IsSettled => Requests.All(r => r.State == DurabilityState.Durable);

    /// <summary>Whether a view has said that it is durable.</summary>
    public bool HasWordOf(StreamId stream) =>
        owed.FindIndex(o => o.Stream == stream) is >= 0 and var at && Requests[at].State == DurabilityState.Durable;

    public bool IsOver => Requests.All(r => r.State != DurabilityState.Asking);
}

/// <summary>
/// The reader of a partition on one silo: moves polls, batches, answers and writes between the product's own decisions and the world, in
/// place of the product's threads and tasks. It decides nothing itself.
/// </summary>
internal sealed class ReaderDriver
{
    private readonly World _world;
    private readonly HashSet<int> _untold = [];
    private long? _rewindTo;

    public ReaderDriver(World world, int silo, PartitionStart start)
    {
        _world = world;
        Partition = start.Partition;
        Silo = silo;
        Start = start.Offset;
        Floor = start.Floor;
        Builder = new PolledBatchBuilder<FlightFact>(start.Partition, start.Offset, start.Floor);
        Checkpoints = new PartitionCheckpoints(start);
        Position = start.Offset;
    }

    public int Partition { get; }

    public int Silo { get; }

    public long Start { get; }

    public long Floor { get; }

    public PolledBatchBuilder<FlightFact> Builder { get; }

    public SentBatches<FlightFact> Book { get; } = new();

    public PartitionCheckpoints Checkpoints { get; }

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
        if (!Checkpoints.NotePoll(poll.From))
            return true;
        Book.Add(poll);
        for (var i = 0; i < poll.Parts.Length; i++)
        {
            var view = World.ViewOf(poll.Parts[i].Stream);
            Sent.Add(view);
            _world.Network.Add(new Message(view, poll.Batch(i).In(Checkpoints.SettledIn), this));
        }

        Position = poll.To;
        return true;
    }

    /// <summary>Sends a view what it lacks above an offset, or goes back in the log.</summary>
    public void Resend(int view, long seen, bool arrives)
    {
        var needed = Checkpoints.NeededFrom(seen);
        if (Book.From(World.Streams[view], needed) is { } batch)
        {
            if (arrives)
                _world.Activation(view).Take(batch.In(Checkpoints.SettledIn));
            return;
        }

        if (Checkpoints.SendBack(needed, Builder.Position))
        {
            GoBack(needed);
            _untold.Add(view);
        }

        // The store may be out of reach just now.
        if (arrives)
            Enter();
    }

    /// <summary>Takes over the store's life and writes what has to be written first.</summary>
    public bool Enter()
    {
        Checkpoints.Enter(_world.Life);
        if (!_world.Rules.RecordsGoingBack && _untold.Count > 0)
        {
            TellAll();
            return true;
        }

        if (Checkpoints.Outstanding() is { } intent && !Write(intent))
            return false;
        TellAll();
        return true;
    }

    public bool BeginPass()
    {
        if (Pass is not null || !Enter() || Checkpoints.Begin(Position) is not { } token)
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
        if (pass.Requests[at].State != DurabilityState.Asking)
            return;
        var view = World.ViewOf(stream);
        var durable = _world.Activation(view, secondActivation).Checkpoint(Partition, upTo, pass.Token.Life, end);
        pass.Requests[at] = pass.Requests[at].Answered(durable ?? 0);
        if (durable is { } known && pass.Requests[at].State != DurabilityState.Durable)
            Resend(view, known, resendArrives);
    }

    /// <summary>Makes a checkpoint in one go.</summary>
    /// <param name="secondActivations">Whether it asks older activations where there are, as on a silo that goes.</param>
    public void Checkpoint(bool secondActivations = false)
    {
        BeginPass();
        for (var i = 0; i < Pass?.Owed.Count; i++)
        {
            for (var attempt = 0; attempt < DurabilityRequest.MostAttempts; attempt++)
                Ask(i, secondActivations, WriteEnd.Written, resendArrives: true);
        }

        EndPass();
    }

    public void EndPass(bool giveUp = false)
    {
        if (Pass is not { } pass)
            return;
        if (_world.Rules.Record(Checkpoints, pass.Token, pass.IsSettled) is { } intent)
        {
            if (Write(intent))
                Book.Release(Checkpoints.Recorded);
            Pass = null;
        }
        else if (pass.IsOver || giveUp)
        {
            Pass = null;
        }
    }

    private bool Write(CheckpointIntent intent)
    {
        if (_world.Write(Partition, intent))
        {
            Checkpoints.NoteWritten(intent);
            _world.HoldToPromise(Partition);
            return true;
        }

        if (Checkpoints.NoteRefused(_world.Recorded[Partition], Builder.Position) is { } gone)
        {
            Book.Withdraw();
            if (gone.ReadFrom is { } offset)
                GoBack(offset);
        }

        return false;
    }

    private void GoBack(long offset) => _rewindTo = Math.Min(_rewindTo ?? offset, offset);

    private void TellAll()
    {
        foreach (var view in _untold)
            _world.Tell(view, Partition);
        _untold.Clear();
    }
}
