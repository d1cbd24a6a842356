using System.Globalization;

namespace OrleansFlights.Api.Edge;

/// <summary>
/// Metrics and health on a port of their own, which stays inside: with <c>Edge:ManagementPort</c> they are there and nowhere else, and
/// nothing else is there.
/// </summary>
internal static class ManagementPort
{
    private static readonly string[] Paths = ["/metrics", "/health"];

    /// <summary>Listens there too, on every address.</summary>
    public static void ListenForManagement(this WebApplicationBuilder builder, EdgeOptions edge)
    {
        if (edge.ManagementPort == 0)
            return;
        var urls = builder.WebHost.GetSetting(WebHostDefaults.ServerUrlsKey) ?? builder.Configuration[WebHostDefaults.ServerUrlsKey];
        var port = edge.ManagementPort.ToString(CultureInfo.InvariantCulture);
        builder.WebHost.UseUrls([.. (urls ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries), $"http://+:{port}"]);
    }

    /// <summary>Answers 404 to what is asked for at the wrong port.</summary>
    public static void UseManagementPort(this IApplicationBuilder app, EdgeOptions edge)
    {
        if (edge.ManagementPort == 0)
            return;
        app.Use((context, next) =>
        {
            var managed = Array.Exists(Paths, path => context.Request.Path.StartsWithSegments(path));
            if (managed == (context.Connection.LocalPort == edge.ManagementPort))
                return next(context);
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        });
    }
}
