using HotChocolate.Execution.Instrumentation;
using OrleansFlights.Gateway.Limits;
using RequestContext = HotChocolate.Execution.RequestContext;

namespace OrleansFlights.Gateway.HotChocolate.Execution;

/// <summary>Counts subscription messages.</summary>
internal sealed class MessageCount(GatewayMetrics metrics) : ExecutionDiagnosticEventListener
{
    public override IDisposable OnSubscriptionEvent(RequestContext context, ulong subscriptionId)
    {
        metrics.MessageSent();
        return EmptyScope;
    }
}
