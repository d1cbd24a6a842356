using System.Diagnostics;
using GraphQL;
using GraphQL.Execution;
using GraphQL.Types;
using GraphQLParser.AST;
using OrleansFlights.Gateway.GraphQLNet.Binding;
using OrleansFlights.Gateway.Limits;

namespace OrleansFlights.Gateway.GraphQLNet.Execution;

/// <summary>
/// Executes operations within the limits: parses (or finds the document parsed and valid from before), measures the cost, then validates
/// and executes. Cost comes before validation because validating an enormous document is itself work.
/// </summary>
internal sealed class OperationExecutor(
    ISchema schema, IDocumentExecuter executer, IDocumentBuilder parser, DocumentCache documents, GraphQLLimits limits,
        GatewayMetrics metrics, ExecutionErrors errors)
{
    private static readonly Dictionary<string, object?> NoContext = [];

    /// <summary>How many windows one answer may have.</summary>
    public int MaxWindows => limits.MaxComplexity;

    /// <summary>Which kind of operation a request names; null when it names none (execution then tells why).</summary>
    public OperationType? KindOf(OperationRequest request)
    {
        try
        {
            return Operation(Parse(request), request)?.Operation;
        }
        catch (ExecutionError)
        {
            return null;
        }
    }

    /// <summary>Executes a query once; of a subscription, opens its streams at the given pace.</summary>
    public async Task<ExecutionResult> ExecuteAsync(OperationRequest request, SubscriptionDemand? pace, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        GraphQLDocument document;
        var known = documents.Find(request.Query);
        try
        {
            document = known ?? Parse(request);
            if (Operation(document, request) is { } operation
                && DocumentCost.Of(document, operation, request.Variables).RefusalUnder(limits) is { } refusal)
                throw new ExecutionError(refusal.Message) { Code = refusal.Code };
            if (known is null
                && QueryCost.RefusalOfWork(DocumentCost.WorkOf(document, QueryCost.MaxValidationWork(limits)), limits) is { } work)
                throw new ExecutionError(work.Message) { Code = work.Code };
        }
        catch (ExecutionError refused)
        {
            metrics.Rejected();
            return new ExecutionResult { Errors = [refused] };
        }

        var options = new ExecutionOptions
        {
            Schema = schema,
            Query = request.Query,
            Document = document,
            OperationName = request.OperationName,
            Variables = request.Variables,
            ValidationRules = known is null ? null : [],
            UserContext = pace ?? NoContext,
            CancellationToken = cancellationToken,
            UnhandledExceptionDelegate = errors.TranslateAsync,
            Timeout = pace is null ? limits.Timeout : Timeout.InfiniteTimeSpan,
            TimeoutAction = TimeoutAction.ReturnTimeoutError,
        };
        WindowBudget.Begin(MaxWindows);
        var result = await executer.ExecuteAsync(options);
        if (known is null && result.Executed)
            documents.Keep(request.Query, document);
        if (pace is null)
            metrics.Executed(Stopwatch.GetElapsedTime(started));
        return result;
    }

    private GraphQLDocument Parse(OperationRequest request) => documents.Find(request.Query) ?? parser.Build(request.Query);

    private static GraphQLOperationDefinition? Operation(GraphQLDocument document, OperationRequest request)
    {
        foreach (var definition in document.Definitions)
        {
            if (definition is GraphQLOperationDefinition operation
                && (request.OperationName is null || operation.Name?.Value == request.OperationName))
                return operation;
        }

        return null;
    }
}
