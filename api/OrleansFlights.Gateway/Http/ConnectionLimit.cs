using OrleansFlights.Gateway.Limits;

namespace OrleansFlights.Gateway.Http;

/// <summary>Counts long-lived connections and refuses those above the limit.</summary>
public sealed class ConnectionLimit(GraphQLLimits limits, GatewayMetrics metrics)
{
    private int _open;

    /// <summary>What a client is told that finds no place.</summary>
    public RequestRejection Full =>
        new(StatusCodes.Status503ServiceUnavailable, $"All {limits.MaxConnections} connections are taken; try again later.");

    /// <summary>Answers a client that finds no place, in plain text.</summary>
    public Task RefuseAsync(HttpContext context)
    {
        context.Response.StatusCode = Full.Status;
        return context.Response.WriteAsync(Full.Message, context.RequestAborted);
    }

    /// <summary>Takes a place; dispose the result to give it back. Null when all are taken.</summary>
    public IDisposable? TryEnter()
    {
        if (Interlocked.Increment(ref _open) > limits.MaxConnections)
        {
            Interlocked.Decrement(ref _open);
            metrics.Rejected();
            return null;
        }

        metrics.Connection(1);
        return new Place(this);
    }

    private void Leave()
    {
        Interlocked.Decrement(ref _open);
        metrics.Connection(-1);
    }

    private sealed class Place(ConnectionLimit limit) : IDisposable
    {
        private int _left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0)
                limit.Leave();
        }
    }
}
