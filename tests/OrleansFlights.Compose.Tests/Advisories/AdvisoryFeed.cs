using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace OrleansFlights.Compose.Tests;

/// <summary>
/// A package feed on this machine that serves <see cref="StubPackages"/> and an index of known advisories, as NuGet's protocol has it
/// (https://learn.microsoft.com/nuget/api/overview: service index, package content, vulnerabilities).
/// </summary>
internal sealed class AdvisoryFeed : IAsyncDisposable
{
    private readonly WebApplication _server;

    private AdvisoryFeed(WebApplication server) => _server = server;

    /// <summary>The address of its service index.</summary>
    public string Index => $"{Address}/index.json";

    private string Address => _server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    public static async Task<AdvisoryFeed> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var feed = new AdvisoryFeed(builder.Build());
        feed._server.MapGet("/index.json", () => Results.Json(feed.ServiceIndex()));
        feed._server.MapGet("/packages/{id}/index.json", Versions);
        feed._server.MapGet("/packages/{id}/{version}/{file}", Package);
        feed._server.MapGet("/advisories/index.json", () => Results.Json(feed.AdvisoryIndex()));
        feed._server.MapGet("/advisories/known.json", () => Results.Json(Known()));
        await feed._server.StartAsync();
        return feed;
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private object ServiceIndex() => new
    {
        version = "3.0.0",
        resources =
            new[] { Resource("packages/", "PackageBaseAddress/3.0.0"), Resource("advisories/index.json", "VulnerabilityInfo/6.7.0") },
    };

    private Dictionary<string, string> Resource(string path, string type) => new() { ["@id"] = $"{Address}/{path}", ["@type"] = type };

    private object AdvisoryIndex() => new[]
    {
        new Dictionary<string,
            string> { ["@name"] = "known", ["@id"] = $"{Address}/advisories/known.json", ["@updated"] = "2026-11-30T00:00:00Z" },
    };

    private static Dictionary<string, List<object>> Known()
    {
        using var file = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Advisories", "known.json")));
        return file.RootElement.GetProperty("advisories").EnumerateArray()
            .GroupBy(a => a.GetProperty("id").GetString()!.ToLowerInvariant())
            .ToDictionary(g => g.Key, g => g.Select(a => (object)new
            {
                url = a.GetProperty("url").GetString(),
                severity = a.GetProperty("severity").GetInt32(),
                versions = a.GetProperty("versions").GetString(),
            }).ToList());
    }

    private static IResult Versions(string id)
    {
        var versions = StubPackages.All.Keys.Where(p => p.Id == id).Select(p => p.Version).ToList();
        return versions.Count == 0 ? Results.NotFound() : Results.Json(new { versions });
    }

    private static IResult Package(string id, string version, string file) =>
        file.EndsWith(".nupkg", StringComparison.Ordinal) && StubPackages.All.TryGetValue((id, version), out var package)
            ? Results.Bytes(package, "application/octet-stream")
            : Results.NotFound();
}
