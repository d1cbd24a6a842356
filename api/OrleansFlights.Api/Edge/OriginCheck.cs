using System.Net.Mime;

namespace OrleansFlights.Api.Edge;

/// <summary>
/// Refuses WebSockets that a page of another site opens: browsers ask no permission for those as they do for other requests, and would send
/// the user's credentials. Programs send no <c>Origin</c> and pass.
/// </summary>
internal static class OriginCheck
{
    /// <summary>Answers 403 to sockets from pages that are neither the gateway's own nor listed.</summary>
    public static void UseOriginCheck(this IApplicationBuilder app, EdgeOptions edge) => app.Use((context, next) =>
    {
        if (!context.WebSockets.IsWebSocketRequest || context.Request.Headers.Origin is not { Count: > 0 } origin
            || IsAllowed(context.Request, origin.ToString(), edge))
            return next(context);
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        context.Response.ContentType = MediaTypeNames.Text.Plain;
        return context.Response.WriteAsync(
            $"Pages of {origin} may not open WebSockets here; {EdgeOptions.Section}:{nameof(EdgeOptions.Origins)} lists those that may.",
            context.RequestAborted);
    });

    /// <summary>Whether a page's origin is the host that it asks, by whatever scheme a proxy in between has, or is listed.</summary>
    internal static bool IsAllowed(HttpRequest request, string origin, EdgeOptions edge) =>
        edge.Origins.Contains("*") || edge.Origins.Contains(origin, StringComparer.OrdinalIgnoreCase)
        || (Uri.TryCreate(origin, UriKind.Absolute, out var uri)
            && uri.Authority.Equals(Authority(request), StringComparison.OrdinalIgnoreCase));

    private static string Authority(HttpRequest request) =>
        request.Host.Port is { } port && port is not (80 or 443) ? request.Host.Value! : request.Host.Host;
}
