namespace OrleansFlights.Api.Pages;

/// <summary>
/// The live page at its addresses: one document, whose script shows what the address names. A build without Node.js has a plain page in its
/// place, with the most important numbers. Neither runs anything inline nor asks anything of another site, and the policy they are sent
/// with says so.
/// </summary>
public static class LivePage
{
    /// <summary>What the pages may do: nothing but what this site serves.</summary>
    public const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action "
        + "'none'; frame-ancestors 'none'";

    private const string Assets = "/live/assets";
    private const string Bundled = "live/index.html";
    private const string Plain = "plain/index.html";
    private static readonly string[] Addresses = [
        "/", "/route/{**rest}", "/airline/{**rest}", "/airport/{**rest}", "/flight/{**rest}", "/rankings", "/pipeline"];

    /// <summary>Adds what the page's files need.</summary>
    public static IServiceCollection AddLivePage(this IServiceCollection services) =>
        services.AddResponseCompression(options =>
        {
            // Files that are the same for all hold no secrets, so compressing them tells nobody anything.
            options.EnableForHttps = true;
            options.MimeTypes = ["text/html", "text/css", "text/javascript", "text/csv", "application/json", "image/svg+xml"];
        });

    /// <summary>Sends the page's files compressed, and those whose name changes with their content to be kept.</summary>
    public static void UseLivePageFiles(this WebApplication app)
    {
        app.UseWhen(context => IsPageFile(context.Request.Path), files => files.UseResponseCompression());
        app.UseStaticFiles(new StaticFileOptions
        {
            OnPrepareResponse = file => file.Context.Response.Headers.CacheControl =
                file.Context.Request.Path.StartsWithSegments(Assets, StringComparison.Ordinal)
                    ? "public, max-age=31536000, immutable" : "no-cache",
        });
    }

    /// <summary>Maps the page's addresses.</summary>
    public static void MapLivePage(this WebApplication app)
    {
        foreach (var address in Addresses)
            app.MapMethods(address, [HttpMethods.Get, HttpMethods.Head], SendAsync).ExcludeFromDescription();
    }

    private static bool IsPageFile(PathString path) =>
        path.StartsWithSegments("/live", StringComparison.Ordinal) || path.StartsWithSegments("/plain", StringComparison.Ordinal);

    private static Task SendAsync(HttpContext context, IWebHostEnvironment environment)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.CacheControl = "no-cache";
        context.Response.ContentType = "text/html; charset=utf-8";
        var page = environment.WebRootFileProvider.GetFileInfo(Bundled);
        return context.Response.SendFileAsync(
            page.Exists ? page : environment.WebRootFileProvider.GetFileInfo(Plain), context.RequestAborted);
    }
}
