using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace OrleansFlights.Gateway.Http;

/// <summary>Chooses the form of an answer from the request's <c>Accept</c> header, as GraphQL over HTTP asks for.</summary>
public static class MediaTypes
{
    /// <summary>JSON.</summary>
    public const string Json = "application/json";

    /// <summary>The form of GraphQL over HTTP.</summary>
    public const string GraphQLResponse = "application/graphql-response+json";

    /// <summary>Server-sent events.</summary>
    public const string EventStream = "text/event-stream";

    /// <summary>A page.</summary>
    public const string Html = "text/html";

    /// <summary>
    /// The first accepted of the forms on offer; JSON when the header is missing or takes anything; null when none is accepted.
    /// </summary>
    public static string? Choose(StringValues accept)
    {
        if (StringValues.IsNullOrEmpty(accept) || accept is [Json])
            return Json;
        if (accept is [GraphQLResponse])
            return GraphQLResponse;
        if (!MediaTypeHeaderValue.TryParseList(accept.ToArray()!, out var parsed))
            return null;

        foreach (var range in parsed.Where(r => r.Quality is not 0).OrderByDescending(r => r, MediaTypeHeaderValueComparer.QualityComparer))
        {
            if (range.Charset.HasValue && !range.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase))
                continue;
            foreach (var offered in (ReadOnlySpan<string>)[GraphQLResponse, Json, EventStream])
            {
                if (range.MediaType.Equals(offered, StringComparison.OrdinalIgnoreCase))
                    return offered;
            }

            if (range.MatchesAllTypes || range.MediaType.Equals("application/*", StringComparison.OrdinalIgnoreCase))
                return Json;
        }

        return null;
    }

    /// <summary>Whether a browser asks for a page.</summary>
    public static bool WantsHtml(StringValues accept) => accept.ToString().Contains(Html, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a body's <c>Content-Type</c> is JSON in UTF-8.</summary>
    public static bool IsJson(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type)
        && type.MediaType.Equals(Json, StringComparison.OrdinalIgnoreCase)
        && (!type.Charset.HasValue || type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase));
}
