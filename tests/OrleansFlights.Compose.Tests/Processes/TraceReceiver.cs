using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace OrleansFlights.Compose.Tests;

/// <summary>Takes traces as the jaeger of compose.yaml does, by OTLP over gRPC without TLS, and keeps the spans.</summary>
internal sealed class TraceReceiver : IAsyncDisposable
{
    private const string Export = "/opentelemetry.proto.collector.trace.v1.TraceService/Export";

    /// <summary>A gRPC message begins with whether it is compressed and how long it is.</summary>
    private const int PrefixBytes = 5;

    private readonly ConcurrentDictionary<string, ReceivedSpan> _spans = new();
    private readonly WebApplication _app;

    private TraceReceiver(int port)
    {
        Address = $"127.0.0.1:{port}";
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(
            kestrel => kestrel.Listen(IPAddress.Loopback, port, listen => listen.Protocols = HttpProtocols.Http2));
        _app = builder.Build();
        _app.MapPost(Export, TakeAsync);
    }

    public string Address { get; }

    /// <summary>What came so far, by id.</summary>
    public IReadOnlyDictionary<string, ReceivedSpan> Spans => _spans;

    public static async Task<TraceReceiver> StartAsync()
    {
        var receiver = new TraceReceiver(ChildProcess.FreePort());
        await receiver._app.StartAsync();
        return receiver;
    }

    /// <summary>
    /// The spans from one up to the first of its trace that was received, whose parent is nobody's or the caller's; null when one between
    /// has not come.
    /// </summary>
    /// <param name="span">Where to begin.</param>
    /// <param name="caller">The id of a span that is no process's.</param>
    public IReadOnlyList<ReceivedSpan>? Ancestry(ReceivedSpan span, string caller)
    {
        var line = new List<ReceivedSpan> { span };
        while (line[^1].Parent is { Length: > 0 } above && above != caller)
        {
            if (!_spans.TryGetValue(above, out var parent))
                return null;
            line.Add(parent);
        }

        return line;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        foreach (var span in OtlpSpans.Read(body.ToArray().AsMemory(PrefixBytes)))
            _spans[span.Id] = span;
        context.Response.ContentType = "application/grpc";
        await context.Response.Body.WriteAsync(new byte[PrefixBytes], context.RequestAborted);
        context.Response.AppendTrailer("grpc-status", "0");
    }
}
