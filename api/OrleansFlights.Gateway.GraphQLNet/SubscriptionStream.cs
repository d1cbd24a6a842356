using System.Threading.Channels;
using GraphQL;
using OrleansFlights.Gateway.GraphQLNet.Binding;
using OrleansFlights.Gateway.Limits;

namespace OrleansFlights.Gateway.GraphQLNet;

/// <summary>
/// A subscription as its transport sees it: errors at once, or answers to take one after another. An answer is made when the one before
/// was taken, from the newest state at that moment.
/// </summary>
internal sealed class SubscriptionStream : IAsyncDisposable, IObserver<ExecutionResult>
{
    private readonly CancellationTokenSource _end;
    private readonly SubscriptionDemand _pace;
    private readonly Channel<ExecutionResult> _answers = Channel.CreateUnbounded<ExecutionResult>(new() { SingleReader = true });
    private readonly GatewayMetrics _metrics;

    private SubscriptionStream(GatewayMetrics metrics, CancellationToken cancellationToken)
    {
        _metrics = metrics;
        _end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _pace = new SubscriptionDemand(_end.Token);
        metrics.Subscription(1);
    }

    /// <summary>What was wrong with the request; null when the stream is open.</summary>
    public ExecutionResult? Refusal { get; private set; }

    /// <summary>Opens a subscription.</summary>
    public static async Task<SubscriptionStream> OpenAsync(
        OperationExecutor executor, OperationRequest request, GatewayMetrics metrics, CancellationToken cancellationToken)
    {
        var stream = new SubscriptionStream(metrics, cancellationToken);
        try
        {
            var result = await executor.ExecuteAsync(request, stream._pace, stream._end.Token);
            if (result.Streams is { Count: 1 } streams)
                streams.Values.Single().Subscribe(stream);
            else
                stream.Refusal = result;
            return stream;
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }

    /// <summary>The answers.</summary>
    public async IAsyncEnumerable<ExecutionResult> ReadAsync()
    {
        await foreach (var answer in _answers.Reader.ReadAllAsync(_end.Token))
        {
            yield return answer;
            _metrics.MessageSent();
            _pace.Taken.Release();
        }
    }

    /// <inheritdoc/>
    public void OnNext(ExecutionResult value) => _answers.Writer.TryWrite(value);

    /// <inheritdoc/>
    public void OnError(Exception error) => _answers.Writer.TryComplete(error);

    /// <inheritdoc/>
    public void OnCompleted() => _answers.Writer.TryComplete();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _pace.Pump;
        _metrics.Subscription(-1);
        _pace.Dispose();
        _end.Dispose();
    }
}
