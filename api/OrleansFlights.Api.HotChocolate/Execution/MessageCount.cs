using HotChocolate.Execution.Instrumentation;
using RequestContext = HotChocolate.Execution.RequestContext;

namespace OrleansFlights.Api.HotChocolate;

/// <summary>Counts subscription messages.</summary>
internal sealed class MessageCount(GatewayMetrics metrics) : ExecutionDiagnosticEventListener
{
    public override IDisposable OnSubscriptionEvent(RequestContext context, ulong subscriptionId)
    {
        metrics.MessageSent();
        return EmptyScope;
    }
}
