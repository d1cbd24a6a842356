using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace OrleansFlights.Compose.Tests;

/// <summary>Somebody's pager: takes what Alertmanager sends and remembers the newest state of each alert.</summary>
internal sealed class AlertReceiver : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, string> _alerts = new();
    private readonly WebApplication _app;

    private AlertReceiver()
    {
        var port = ChildProcess.FreePort();
        Url = $"http://127.0.0.1:{port}/alerts";
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        _app = builder.Build();
        _app.MapPost("/alerts", Take);
    }

    public string Url { get; }

    /// <summary><c>firing</c> or <c>resolved</c>, by the alert's name.</summary>
    public IReadOnlyDictionary<string, string> Alerts => _alerts;

    public static async Task<AlertReceiver> StartAsync()
    {
        var receiver = new AlertReceiver();
        await receiver._app.StartAsync();
        return receiver;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private IResult Take(JsonElement message)
    {
        foreach (var alert in message.GetProperty("alerts").EnumerateArray())
            _alerts[alert.GetProperty("labels").GetProperty("alertname").GetString()!] = alert.GetProperty("status").GetString()!;
        return Results.Ok();
    }
}
