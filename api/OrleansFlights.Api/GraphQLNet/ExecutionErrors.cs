using GraphQL;
using GraphQL.Execution;
using OrleansFlights.Api.Schema;
using OrleansFlights.Api.Views;
using OrleansFlights.Search;

namespace OrleansFlights.Api.GraphQLNet;

/// <summary>Turns what resolvers throw into errors for clients: bad arguments by name, trouble inside without its details.</summary>
internal sealed partial class ExecutionErrors(ILogger<ExecutionErrors> logger)
{
    /// <summary>Code of an error about an argument.</summary>
    public const string BadArgument = "BAD_ARGUMENT";

    /// <summary>Code of an error about grains, or a search engine, that do not answer.</summary>
    public const string Unavailable = "UNAVAILABLE";

    /// <summary>Code of an error that is the server's fault.</summary>
    public const string Internal = "INTERNAL";

    /// <summary>Replaces an exception by the error that clients see.</summary>
    public Task TranslateAsync(UnhandledExceptionContext context)
    {
        switch (context.OriginalException)
        {
            case BadArgumentException argument:
                context.Exception = Located(context, argument.Message, BadArgument, new() { ["argument"] = argument.Argument });
                break;
            case { } trouble when Unavailability.Is(trouble):
                LogUnavailable(logger, context.FieldContext?.FieldAst.Name.StringValue ?? "?", context.OriginalException);
                context.Exception = Located(context, Unavailability.Message, Unavailable, null);
                break;
            case SearchException trouble:
                LogSearchUnavailable(logger, trouble.Service, context.FieldContext?.FieldAst.Name.StringValue ?? "?", trouble);
                context.Exception = Located(context, $"Flight search ({trouble.Service}) does not answer now; try again.", Unavailable, new() { ["service"] = trouble.Service });
                break;
            default:
                LogFailed(logger, context.FieldContext?.FieldAst.Name.StringValue ?? "?", context.OriginalException);
                context.Exception = Located(context, "The server failed to answer this field.", Internal, null);
                break;
        }

        return Task.CompletedTask;
    }

    private static ExecutionError Located(UnhandledExceptionContext context, string message, string code, Dictionary<string, object?>? details)
    {
        var error = new ExecutionError(message) { Code = code, Extensions = details };
        if (context.FieldContext is { } field)
        {
            error.Path = field.ResponsePath;
            error.AddLocation(GraphQLParser.Location.FromLinearPosition(field.Document.Source, field.FieldAst.Location.Start));
        }

        return error;
    }

    [LoggerMessage(10, LogLevel.Warning, "The grains did not answer for the field {Field}.")]
    private static partial void LogUnavailable(ILogger logger, string field, Exception failure);

    [LoggerMessage(12, LogLevel.Warning, "Flight search by {Service} did not answer for the field {Field}.")]
    private static partial void LogSearchUnavailable(ILogger logger, string service, string field, Exception failure);

    [LoggerMessage(11, LogLevel.Error, "Resolving the field {Field} failed.")]
    private static partial void LogFailed(ILogger logger, string field, Exception failure);
}
