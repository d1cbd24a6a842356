using OrleansFlights.Gateway.Limits;

namespace OrleansFlights.Gateway.Http;

/// <summary>Why a request is refused before anybody reads what it asks.</summary>
/// <param name="Status">HTTP status that tells it.</param>
/// <param name="Message">What would be right.</param>
public readonly record struct RequestRejection(int Status, string Message)
{
    /// <summary>None of the forms that the client accepts is on offer.</summary>
    public static RequestRejection NotAcceptable { get; } = new(
        StatusCodes.Status406NotAcceptable, $"Accept takes {MediaTypes.GraphQLResponse}, {MediaTypes.Json} or {MediaTypes.EventStream}.");

    /// <summary>The body is beyond the limit.</summary>
    public static RequestRejection TooLarge(GraphQLLimits limits) => new(
        StatusCodes.Status413PayloadTooLarge, $"The body is larger than {limits.MaxBodyBytes} bytes.");

    /// <summary>What is wrong with a request's method, parameters, media type or length; null when nothing is.</summary>
    public static RequestRejection? Of(HttpRequest request, GraphQLLimits limits)
    {
        if (HttpMethods.IsGet(request.Method))
            return string.IsNullOrEmpty(request.Query["query"])
                ? new(StatusCodes.Status400BadRequest, "The parameter 'query' is missing; it takes the GraphQL document.") : null;
        if (!HttpMethods.IsPost(request.Method))
            return new(StatusCodes.Status405MethodNotAllowed, "GraphQL takes GET and POST.");
        if (!MediaTypes.IsJson(request.ContentType))
            return new(StatusCodes.Status415UnsupportedMediaType, $"Content-Type must be {MediaTypes.Json} in UTF-8.");
        return request.ContentLength > limits.MaxBodyBytes ? TooLarge(limits) : null;
    }
}
