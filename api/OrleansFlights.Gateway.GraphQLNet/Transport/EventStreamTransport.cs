using System.Buffers;
using GraphQL;
using GraphQLParser.AST;
using OrleansFlights.Gateway.GraphQLNet.Execution;
using OrleansFlights.Gateway.Http;
using OrleansFlights.Gateway.Limits;

namespace OrleansFlights.Gateway.GraphQLNet.Transport;

/// <summary>
/// GraphQL over server-sent events, one connection per operation (the distinct connections mode of the graphql-sse protocol): events
/// <c>next</c> with a result each, then <c>complete</c>. Comments keep an idle connection open.
/// </summary>
internal sealed class EventStreamTransport(
    OperationExecutor executor, ResultWriter writer, ConnectionLimit connections, GraphQLLimits limits, GatewayMetrics metrics,
        TimeProvider time, IHostApplicationLifetime lifetime)
{
    private static readonly byte[] Comment = ":\n\n"u8.ToArray();
    private static readonly byte[] Complete = "event: complete\ndata:\n\n"u8.ToArray();

    /// <summary>Streams the answers of one operation until it ends or the client leaves.</summary>
    public async Task HandleAsync(HttpContext context, OperationRequest request)
    {
        using var place = connections.TryEnter()
            ?? throw new RequestException(connections.Full);
        context.Response.ContentType = MediaTypes.EventStream;
        context.Response.Headers.CacheControl = "no-cache";
        context.Response.Headers["X-Accel-Buffering"] = "no";

        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        using var sending = new SemaphoreSlim(1);
        var output = new Output(context.Response.Body, sending, end.Token);
        var keptAlive = KeepAliveAsync(output);
        try
        {
            await SendAsync(output, Comment);
            if (executor.KindOf(request) == OperationType.Subscription)
                await StreamAsync(output, request);
            else
                await SendNextAsync(output, await executor.ExecuteAsync(request, null, output.Ended));
            await SendAsync(output, Complete);
        }
        catch (Exception gone) when (gone is IOException || (gone is OperationCanceledException && end.IsCancellationRequested))
        {
            // The client is gone or the server stops; the client connects again.
        }
        finally
        {
            await end.CancelAsync();
            await keptAlive;
        }
    }

    private async Task StreamAsync(Output output, OperationRequest request)
    {
        await using var stream = await SubscriptionStream.OpenAsync(executor, request, metrics, output.Ended);
        if (stream.Refusal is { } refusal)
        {
            await SendNextAsync(output, refusal);
            return;
        }

        await foreach (var answer in stream.ReadAsync())
            await SendNextAsync(output, answer);
    }

    private Task SendNextAsync(Output output, ExecutionResult result)
    {
        var message = new ArrayBufferWriter<byte>();
        message.Write("event: next\ndata: "u8);
        writer.Write(message, result);
        message.Write("\n\n"u8);
        return SendAsync(output, message.WrittenMemory);
    }

    private async Task KeepAliveAsync(Output output)
    {
        try
        {
            while (true)
            {
                await Task.Delay(limits.KeepAlive, time, output.Ended);
                await SendAsync(output, Comment);
            }
        }
        catch (Exception gone) when (gone is OperationCanceledException or IOException)
        {
            // The stream has ended.
        }
    }

    private static async Task SendAsync(Output output, ReadOnlyMemory<byte> message)
    {
        await output.Sending.WaitAsync(output.Ended);
        try
        {
            await output.Body.WriteAsync(message, output.Ended);
            await output.Body.FlushAsync(output.Ended);
        }
        finally
        {
            output.Sending.Release();
        }
    }

    private readonly record struct Output(Stream Body, SemaphoreSlim Sending, CancellationToken Ended);
}
