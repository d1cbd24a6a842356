using GraphQL;

namespace OrleansFlights.Gateway.GraphQLNet.Binding;

/// <summary>
/// A stream as an observable that the subscriber paces: after each event it waits until the answer made from it was taken. So a slow
/// client has at most one answer on its way, and the next one is made from the newest state.
/// </summary>
internal static class PacedObservable
{
    public static IObservable<object?> Create<T>(IAsyncEnumerable<T> stream, IResolveFieldContext context) =>
        new Observable<T>(stream, (SubscriptionDemand)context.UserContext);

    private sealed class Observable<T>(IAsyncEnumerable<T> stream, SubscriptionDemand pace) : IObservable<object?>
    {
        public IDisposable Subscribe(IObserver<object?> observer)
        {
            pace.Pump = PumpAsync(observer);
            return Nothing.Instance;
        }

        private async Task PumpAsync(IObserver<object?> observer)
        {
            try
            {
                await foreach (var item in stream.WithCancellation(pace.Ended))
                {
                    observer.OnNext(item);
                    await pace.Taken.WaitAsync(pace.Ended);
                }

                observer.OnCompleted();
            }
            catch (OperationCanceledException) when (pace.Ended.IsCancellationRequested)
            {
                observer.OnCompleted();
            }
            catch (Exception failure)
            {
                observer.OnError(failure);
            }
        }
    }

    private sealed class Nothing : IDisposable
    {
        public static readonly Nothing Instance = new();

        public void Dispose()
        {
        }
    }
}

/// <summary>Carried by a subscription from its transport to its stream.</summary>
internal sealed class SubscriptionDemand(CancellationToken ended) : Dictionary<string, object?>, IDisposable
{
    /// <summary>Released when the transport has sent an answer.</summary>
    public SemaphoreSlim Taken { get; } = new(0);

    /// <summary>Cancelled when the subscription ends.</summary>
    public CancellationToken Ended => ended;

    /// <summary>The loop that reads the stream.</summary>
    public Task Pump { get; set; } = Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose() => Taken.Dispose();
}
