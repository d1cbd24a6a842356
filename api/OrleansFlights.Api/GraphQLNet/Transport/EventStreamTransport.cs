using System.Buffers;
using GraphQL;
using GraphQLParser.AST;

namespace OrleansFlights.Api.GraphQLNet;

/// <summary>
/// GraphQL over server-sent events, one connection per operation (the distinct connections mode of the graphql-sse protocol): events
/// <c>next</c> with a result each, then <c>complete</c>. Comments keep an idle connection open.
/// </summary>
internal sealed class EventStreamTransport(OperationExecutor executor, ResultWriter writer, ConnectionLimit connections, GraphQLLimits limits, GatewayMetrics metrics, TimeProvider time)
{
    /// <summary>Streams the answers of one operation until it ends or the client leaves.</summary>
    public async Task HandleAsync(HttpContext context, OperationRequest request)
    {
        using var place = connections.TryEnter()
            ?? throw new RequestException($"All {limits.MaxConnections} connections are taken; try again later.", StatusCodes.Status503ServiceUnavailable);
        var gone = context.RequestAborted;
        context.Response.ContentType = MediaTypes.EventStream;
        context.Response.Headers.CacheControl = "no-cache";
        context.Response.Headers["X-Accel-Buffering"] = "no";

        using var sending = new SemaphoreSlim(1);
        using var finished = CancellationTokenSource.CreateLinkedTokenSource(gone);
        await context.Response.StartAsync(gone);
        await SendAsync(context, sending, ":\n\n"u8.ToArray());
        var keptAlive = KeepAliveAsync(context, sending, finished.Token);
        try
        {
            if (executor.KindOf(request) == OperationType.Subscription)
                await StreamAsync(context, sending, request);
            else
                await SendNextAsync(context, sending, await executor.ExecuteAsync(request, null, gone));
            await SendAsync(context, sending, "event: complete\ndata:\n\n"u8.ToArray());
        }
        finally
        {
            await finished.CancelAsync();
            await keptAlive;
        }
    }

    private async Task StreamAsync(HttpContext context, SemaphoreSlim sending, OperationRequest request)
    {
        await using var stream = await SubscriptionStream.OpenAsync(executor, request, metrics, context.RequestAborted);
        if (stream.Refusal is { } refusal)
        {
            await SendNextAsync(context, sending, refusal);
            return;
        }

        await foreach (var answer in stream.ReadAsync())
            await SendNextAsync(context, sending, answer);
    }

    private Task SendNextAsync(HttpContext context, SemaphoreSlim sending, ExecutionResult result)
    {
        var message = new ArrayBufferWriter<byte>();
        message.Write("event: next\ndata: "u8);
        writer.Write(message, result);
        message.Write("\n\n"u8);
        return SendAsync(context, sending, message.WrittenMemory);
    }

    private async Task KeepAliveAsync(HttpContext context, SemaphoreSlim sending, CancellationToken finished)
    {
        while (!finished.IsCancellationRequested)
        {
            await Task.Delay(limits.KeepAlive, time, finished).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (finished.IsCancellationRequested)
                return;
            try
            {
                await SendAsync(context, sending, ":\n\n"u8.ToArray());
            }
            catch (Exception gone) when (gone is OperationCanceledException or IOException)
            {
                return;
            }
        }
    }

    private static async Task SendAsync(HttpContext context, SemaphoreSlim sending, ReadOnlyMemory<byte> message)
    {
        await sending.WaitAsync(context.RequestAborted);
        try
        {
            await context.Response.Body.WriteAsync(message, context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
        }
        finally
        {
            sending.Release();
        }
    }
}
