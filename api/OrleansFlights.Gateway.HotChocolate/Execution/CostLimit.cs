using System.Diagnostics;
using HotChocolate;
using HotChocolate.Execution;
using HotChocolate.Execution.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OrleansFlights.Gateway.Limits;
using RequestContext = HotChocolate.Execution.RequestContext;

namespace OrleansFlights.Gateway.HotChocolate.Execution;

/// <summary>
/// Refuses operations beyond the limits before they are validated, because validating an enormous document is itself work; measures the
/// others.
/// </summary>
internal sealed class CostLimit(GraphQLLimits limits, GatewayMetrics metrics, RequestDelegate next)
{
    public async ValueTask InvokeAsync(RequestContext context)
    {
        if (context.OperationDocumentInfo.Document is { } document && (DocumentCost.Of(document, context.Request)?.RefusalUnder(limits)
                ?? QueryCost.RefusalOfWork(DocumentCost.WorkOf(document, QueryCost.MaxValidationWork(limits)), limits)) is { } refusal)
        {
            metrics.Rejected();
            context.Result = OperationResult.FromError(ErrorBuilder.New().SetMessage(refusal.Message).SetCode(refusal.Code).Build());
            return;
        }

        var started = Stopwatch.GetTimestamp();
        WindowBudget.Begin(limits.MaxComplexity);
        await next(context);
        if (context.Result is IResponseStream subscription)
        {
            metrics.Subscription(1);
            subscription.RegisterForCleanup(() => metrics.Subscription(-1));
        }
        else
        {
            metrics.Executed(Stopwatch.GetElapsedTime(started));
        }
    }
}

/// <summary>Puts the limit into the pipeline.</summary>
internal static class CostLimitExtensions
{
    public static IRequestExecutorBuilder AddCostLimit(this IRequestExecutorBuilder builder) => builder.UseRequest(
        (factory, next) => new CostLimit(
            factory.Services.GetRequiredService<GraphQLLimits>(), factory.Services.GetRequiredService<GatewayMetrics>(), next).InvokeAsync,
        key: nameof(CostLimit),
        before: WellKnownRequestMiddleware.DocumentValidationMiddleware);
}
