using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace OrleansFlights.Search.Tests;

/// <summary>As much of Elasticsearch as bulk writes need: documents under external versions, and refusals that a test asks for.</summary>
internal sealed class FakeElasticsearch : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Task _work;

    public FakeElasticsearch()
    {
        using (var port = new TcpListener(IPAddress.Loopback, 0))
        {
            port.Start();
            Url = $"http://127.0.0.1:{((IPEndPoint)port.LocalEndpoint).Port}/";
        }

        _listener.Prefixes.Add(Url);
        _listener.Start();
        _work = Task.Run(ServeAsync);
    }

    public string Url { get; }

    /// <summary>What is stored.</summary>
    public Dictionary<string, (long Version, JsonNode Source)> Stored { get; } = [];

    /// <summary>The whole answer to the bulk request with a number, from 1; null to take it.</summary>
    public Func<int, HttpStatusCode?> RefuseRequest { get; set; } = _ => null;

    /// <summary>The status of one document in the bulk request with a number, from 1; null to take it.</summary>
    public Func<int, string, HttpStatusCode?> RefuseDocument { get; set; } = (_, _) => null;

    /// <summary>Called before a bulk request is worked off.</summary>
    public Action<int> BeforeBulk { get; set; } = _ => { };

    public int Bulks { get; private set; }

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _work;
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            using var reader = new StreamReader(context.Request.InputStream, Encoding.UTF8);
            var body = await reader.ReadToEndAsync();
            var (status, answer) = context.Request.Url!.AbsolutePath.EndsWith("/_bulk", StringComparison.Ordinal)
                ? Bulk(body) : (HttpStatusCode.OK, Get(body));
            context.Response.StatusCode = (int)status;
            context.Response.Headers["X-Elastic-Product"] = "Elasticsearch";
            context.Response.ContentType = context.Request.Headers["Accept"];
            var bytes = Encoding.UTF8.GetBytes(answer.ToJsonString());
            await context.Response.OutputStream.WriteAsync(bytes);
            context.Response.Close();
        }
    }

    private JsonObject Get(string body) => new()
    {
        ["docs"] = new JsonArray([.. JsonNode.Parse(body)!["ids"]!.AsArray().Select(id => id!.GetValue<string>()).Select(id =>
            Stored.TryGetValue(id, out var found)
                ? new JsonObject { ["_index"] = "b", ["_id"] = id, ["found"] = true, ["_version"] = found.Version,
                    ["_source"] = found.Source.DeepClone() }
                : new JsonObject { ["_index"] = "b", ["_id"] = id, ["found"] = false })]),
    };

    private (HttpStatusCode, JsonObject) Bulk(string body)
    {
        var number = ++Bulks;
        BeforeBulk(number);
        if (RefuseRequest(number) is { } refused)
            return (refused, Error("es_rejected_execution_exception"));

        var items = new JsonArray();
        var lines = body.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        for (var i = 0; i < lines.Length; i += 2)
        {
            var operation = JsonNode.Parse(lines[i])!["index"]!;
            var (id, version) = (operation["_id"]!.GetValue<string>(), operation["version"]!.GetValue<long>());
            Assert.Equal("external", operation["version_type"]!.GetValue<string>());
            var status = RefuseDocument(number, id)
                ?? (Stored.TryGetValue(id, out var stored) && stored.Version >= version ? HttpStatusCode.Conflict : HttpStatusCode.OK);
            if (status == HttpStatusCode.OK)
                Stored[id] = (version, JsonNode.Parse(lines[i + 1])!);
            var item = new JsonObject { ["_index"] = "b", ["_id"] = id, ["status"] = (int)status };
            if (status != HttpStatusCode.OK)
                item["error"] = new JsonObject { ["type"] = "refused", ["reason"] = "asked for by the test" };
            items.Add((JsonNode)new JsonObject { ["index"] = item });
        }

        return (HttpStatusCode.OK, new JsonObject { ["took"] = 1, ["errors"] = true, ["items"] = items });
    }

    private static JsonObject Error(string type) => new()
    {
        ["error"] = new JsonObject { ["type"] = type, ["reason"] = "asked for by the test" },
        ["status"] = 429,
    };
}
