namespace OrleansFlights.Gateway.Http;

/// <summary>Shows browsers GraphiQL at <c>/graphql</c>; of a build without Node.js, what is missing and how to get it.</summary>
public sealed class Playground(IWebHostEnvironment environment)
{
    private const string Missing = """
        <!doctype html>
        <html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>GraphQL</title>
        <style>:root{color-scheme:light dark}body{font:1rem/1.5 system-ui,sans-serif;max-width:40rem;margin:3rem auto;padding:0 1rem}</style>
        <h1>GraphQL works here; the playground is not built</h1>
        <p>This build has no playground, because Node.js was missing or npm failed when it was built.
        Install Node.js 20 or later, build again (<code>dotnet build</code>) and reload this page.</p>
        <p>Meanwhile any GraphQL client works with this address, for example:</p>
        <pre>curl -H 'Content-Type: application/json' -d '{"query":"{ totals { events } }"}' http://localhost:8088/graphql</pre>
        <p><a href="/">Live page</a> · <a href="/schema.graphql">Schema</a></p>
        """;

    /// <summary>Sends the page.</summary>
    public Task HandleAsync(HttpContext context)
    {
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.Headers.CacheControl = "no-cache";
        context.Response.Headers.Vary = "Accept";
        var page = environment.WebRootFileProvider.GetFileInfo("playground/index.html");
        return page.Exists
            ? context.Response.SendFileAsync(page, context.RequestAborted) : context.Response.WriteAsync(Missing, context.RequestAborted);
    }
}
