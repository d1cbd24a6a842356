using Orleans.Streams.Core;

namespace Orleans.Streaming.Kafka.Tests;

public interface ICollector : IGrainWithStringKey
{
    /// <summary>Subscribes under a name, from a token or from now.</summary>
    Task SubscribeAsync(string name, StreamId stream, StreamSequenceToken? token);

    Task UnsubscribeAsync(string name);

    Task<int> ResumeAllAsync(StreamId stream, StreamSequenceToken? token);

    Task DeactivateAsync();
}

/// <summary>Subscribes explicitly, as often as it is told to.</summary>
public sealed class Collector : Grain, ICollector
{
    private readonly Dictionary<string, StreamSubscriptionHandle<int>> _handles = [];

    public async Task SubscribeAsync(string name, StreamId stream, StreamSequenceToken? token) =>
        _handles[name] = await StreamOf(stream).SubscribeAsync(new ItemObserver(name), token);

    public async Task UnsubscribeAsync(string name) => await _handles[name].UnsubscribeAsync();

    public async Task<int> ResumeAllAsync(StreamId stream, StreamSequenceToken? token)
    {
        var handles = await StreamOf(stream).GetAllSubscriptionHandles();
        foreach (var handle in handles)
            await handle.ResumeAsync(new ItemObserver(this.GetPrimaryKeyString()), token);
        return handles.Count;
    }

    public Task DeactivateAsync()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    private IAsyncStream<int> StreamOf(StreamId stream) => this.GetStreamProvider(StreamCluster.Provider).GetStream<int>(stream);
}

public sealed class ItemObserver(string name) : IAsyncObserver<int>
{
    public Task OnNextAsync(int item, StreamSequenceToken? token = null) => Deliveries.TakeAsync(name, item, token!, 1);

    public Task OnErrorAsync(Exception ex) => Task.CompletedTask;

    public Task OnCompletedAsync() => Task.CompletedTask;
}

public interface IImplicit : IGrainWithStringKey;

/// <summary>Subscribes implicitly and takes batches; known by its key.</summary>
[ImplicitStreamSubscription(Namespace)]
public sealed class Implicit : Grain, IImplicit, IStreamSubscriptionObserver, IAsyncBatchObserver<int>
{
    public const string Namespace = "implicit";

    public Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) => handleFactory.Create<int>().ResumeAsync(this);

    public async Task OnNextAsync(IList<SequentialItem<int>> items)
    {
        foreach (var item in items)
            await Deliveries.TakeAsync(this.GetPrimaryKeyString(), item.Item, item.Token, items.Count);
    }

    public Task OnErrorAsync(Exception ex) => Task.CompletedTask;
}

[GenerateSerializer]
public sealed class Sums
{
    [Id(0)]
    public long Sum { get; set; }

    [Id(1)]
    public int Count { get; set; }
}

public interface ISumming : IGrainWithStringKey
{
    Task<Sums> GetAsync();
}

/// <summary>Counts each event once.</summary>
[ImplicitStreamSubscription(Namespace)]
public sealed class Summing([PersistentState("sums", StaticStorage.Name)] IPersistentState<ProcessedState<Sums>> state)
    : ExactlyOnceGrain<int, Sums>(state), ISumming
{
    public const string Namespace = "sums";

    public Task<Sums> GetAsync() => Task.FromResult(State);

    protected override void Apply(Sums state, int item)
    {
        state.Sum += item;
        state.Count++;
    }
}
