using GraphQL;
using GraphQL.Execution;
using OrleansFlights.Gateway.Http;

namespace OrleansFlights.Gateway.GraphQLNet;

/// <summary>Gives what resolvers throw to clients as <see cref="ErrorMapper"/> says, with the field's place.</summary>
internal sealed class ExecutionErrors(ErrorMapper errors)
{
    /// <summary>Replaces an exception by the error that clients see.</summary>
    public Task TranslateAsync(UnhandledExceptionContext context)
    {
        var served = errors.Of(context.OriginalException, context.FieldContext?.FieldAst.Name.StringValue ?? "?");
        var error = new ExecutionError(served.Message) { Code = served.Code };
        if (served.Detail is { } detail)
            error.Extensions = new() { [detail.Key] = detail.Value };
        if (context.FieldContext is { } field)
        {
            error.Path = field.ResponsePath;
            error.AddLocation(GraphQLParser.Location.FromLinearPosition(field.Document.Source, field.FieldAst.Location.Start));
        }

        context.Exception = error;
        return Task.CompletedTask;
    }
}
