using System.Net;
using HotChocolate;
using HotChocolate.AspNetCore;
using HotChocolate.AspNetCore.Formatters;
using HotChocolate.Execution;
using Microsoft.AspNetCore.Http;

namespace OrleansFlights.Gateway.HotChocolate.Transport;

/// <summary>
/// HotChocolate's answers with the contract's status codes: where it answers every request for <c>application/json</c> with 200, a request
/// that is none gets 400; a body that breaks off or is too large gets the status that says so.
/// </summary>
internal sealed class ResponseFormatter() : DefaultHttpResponseFormatter(new HttpResponseFormatterOptions())
{
    /// <summary>Code of HotChocolate's error about a document's syntax.</summary>
    private const string SyntaxError = "HC0011";

    /// <summary>Code of its error about a request's form.</summary>
    private const string InvalidRequest = "HC0009";

    protected override HttpStatusCode OnDetermineStatusCode(OperationResult result, FormatInfo format, HttpStatusCode? proposedStatusCode)
    {
        if (format.Kind is not (ResponseContentType.Json or ResponseContentType.GraphQLResponse))
            return base.OnDetermineStatusCode(result, format, proposedStatusCode);
        var first = result.Errors is [var error, ..] ? error : null;
        if (first?.Exception is BadHttpRequestException broken)
            return (HttpStatusCode)broken.StatusCode;
        if (first?.Code == InvalidRequest || result.ContextData.ContainsKey(ExecutionContextData.OperationNotAllowed))
            return HttpStatusCode.BadRequest;
        if (format.Kind == ResponseContentType.Json && proposedStatusCode is { } refused && first?.Code != SyntaxError)
            return refused;
        return base.OnDetermineStatusCode(result, format, proposedStatusCode);
    }
}
