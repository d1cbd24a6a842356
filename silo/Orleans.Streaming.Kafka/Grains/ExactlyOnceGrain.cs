using Orleans.Streams.Core;

namespace Orleans.Streaming.Kafka;

/// <summary>
/// A grain that counts each event of its stream once, although it may be delivered more often: the offset is stored with the state in one
/// write, and what the state includes already is passed over. The event is acknowledged when that write is done, so none is lost either.
/// Mark the grain with <c>[ImplicitStreamSubscription]</c>.
/// </summary>
/// <typeparam name="TEvent">The events.</typeparam>
/// <typeparam name="TState">The state.</typeparam>
/// <param name="state">Where the state is stored.</param>
public abstract class ExactlyOnceGrain<TEvent, TState>(IPersistentState<ProcessedState<TState>> state)
    : Grain, IAsyncBatchObserver<TEvent>, IStreamSubscriptionObserver
    where TState : new()
{
    /// <summary>The state.</summary>
    protected TState State => state.State.Value;

    /// <inheritdoc/>
    public virtual async Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory)
    {
        ArgumentNullException.ThrowIfNull(handleFactory);
        var stream = handleFactory.StreamId;
        await handleFactory.Create<TEvent>().ResumeAsync(new StreamObserver(this, $"{handleFactory.ProviderName}/{stream}"));
    }

    /// <inheritdoc/>
    public Task OnNextAsync(IList<SequentialItem<TEvent>> items) => TakeAsync("", items);

    /// <inheritdoc/>
    public virtual Task OnErrorAsync(Exception ex) => Task.CompletedTask;

    /// <summary>Puts an event into the state. Must change nothing else, since it may be called again when the write fails.</summary>
    protected abstract void Apply(TState state, TEvent item);

    private async Task TakeAsync(string stream, IList<SequentialItem<TEvent>> items)
    {
        var isNew = false;
        try
        {
            foreach (var item in items)
            {
                var place = item.Token as KafkaSequenceToken
                    ?? throw new NotSupportedException("exactly once needs the tokens of a Kafka stream provider");
                var key = $"{stream}/{place.Partition}";
                if (state.State.Next.GetValueOrDefault(key) > place.SequenceNumber)
                    continue;
                Apply(state.State.Value, item.Item);
                state.State.Next[key] = place.SequenceNumber + 1;
                isNew = true;
            }

            if (isNew)
                await state.WriteStateAsync();
        }
        catch
        {
            // What is in memory may include events that are not stored: only what is stored counts.
            DeactivateOnIdle();
            state.State = new ProcessedState<TState>();
            await state.ReadStateAsync();
            throw;
        }
    }

    private sealed class StreamObserver(ExactlyOnceGrain<TEvent, TState> grain, string stream) : IAsyncBatchObserver<TEvent>
    {
        public Task OnNextAsync(IList<SequentialItem<TEvent>> items) => grain.TakeAsync(stream, items);

        public Task OnErrorAsync(Exception ex) => grain.OnErrorAsync(ex);
    }
}
