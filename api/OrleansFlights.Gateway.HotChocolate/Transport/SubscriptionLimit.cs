using HotChocolate;
using HotChocolate.AspNetCore;
using HotChocolate.AspNetCore.Subscriptions;
using HotChocolate.Execution;
using OrleansFlights.Gateway.Limits;

namespace OrleansFlights.Gateway.HotChocolate.Transport;

/// <summary>Refuses the operations of a WebSocket beyond its limit, one by one.</summary>
internal sealed class SubscriptionLimit(GraphQLLimits limits) : DefaultSocketSessionInterceptor
{
    public override ValueTask OnRequestAsync(ISocketSession session, string operationSessionId, OperationRequestBuilder requestBuilder,
        CancellationToken cancellationToken = default)
    {
        if (session.Operations.Count() > limits.MaxSubscriptionsPerConnection)
            throw new GraphQLException($"A connection may have {limits.MaxSubscriptionsPerConnection} operations at a time.");
        return base.OnRequestAsync(session, operationSessionId, requestBuilder, cancellationToken);
    }
}
