using HotChocolate;
using HotChocolate.Execution;
using HotChocolate.Language;
using Microsoft.AspNetCore.Http;
using OrleansFlights.Gateway.Http;

namespace OrleansFlights.Gateway.HotChocolate.Execution;

/// <summary>
/// Gives what resolvers throw to clients as <see cref="ErrorMapper"/> says. What HotChocolate itself finds wrong stays as it is.
/// </summary>
internal sealed class ErrorFilter(ErrorMapper errors) : IErrorFilter
{
    public IError OnError(IError error)
    {
        switch (error.Exception)
        {
            case null or SyntaxException or InvalidGraphQLRequestException or BadHttpRequestException or OperationCanceledException:
                return error;
            case GraphQLException { Errors: [var inner, ..] }:
                return inner;
            default:
                var served = errors.Of(error.Exception, error.Path?.ToString() ?? "?");
                var told = ErrorBuilder.FromError(error).SetMessage(served.Message).SetCode(served.Code).SetException(null);
                if (served.Detail is { } detail)
                    told.SetExtension(detail.Key, detail.Value);
                return told.Build();
        }
    }
}
