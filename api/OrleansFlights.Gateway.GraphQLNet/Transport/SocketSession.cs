using System.Buffers;
using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text.Json;
using GraphQL;
using GraphQLParser.AST;
using OrleansFlights.Gateway.GraphQLNet.Execution;
using OrleansFlights.Gateway.Limits;

namespace OrleansFlights.Gateway.GraphQLNet.Transport;

/// <summary>
/// One WebSocket that speaks <c>graphql-transport-ws</c>. Operations share the socket by taking turns at sending; each has at most one
/// message waiting, so a client that reads slowly makes nothing grow.
/// </summary>
internal sealed class SocketSession(
    WebSocket socket, OperationExecutor executor, ResultWriter writer, GraphQLLimits limits, GatewayMetrics metrics, TimeProvider time)
        : IAsyncDisposable
{
    private static readonly TimeSpan ClosePatience = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _sending = new(1);
    private readonly ConcurrentDictionary<string, Operation> _operations = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Operation, bool> _running = [];
    private readonly CancellationTokenSource _closed = new();
    private bool _initialised;

    /// <summary>Serves the socket until it closes.</summary>
    /// <param name="stopping">Cancelled when the server stops: the client is told.</param>
    /// <param name="gone">Cancelled when the connection is gone.</param>
    public async Task RunAsync(CancellationToken stopping, CancellationToken gone)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(gone, _closed.Token);
        var watching = Task.WhenAll(CloseUnlessInitialisedAsync(end.Token), CloseWhenStoppingAsync(stopping, end.Token));
        try
        {
            while (await SocketMessages.ReadAsync(socket, limits.MaxBodyBytes, end.Token) is { } message)
            {
                using (message)
                    await HandleAsync(message.RootElement, end.Token);
            }

            await CloseAsync(new SocketClose((int)WebSocketCloseStatus.NormalClosure, ""));
        }
        catch (SocketViolationException violation)
        {
            await RefuseAsync(violation.Close);
        }
        catch (Exception lost) when (lost is OperationCanceledException or WebSocketException or IOException)
        {
            // Closed by us already, or the client is gone.
        }
        finally
        {
            await _closed.CancelAsync();
            await watching;
        }
    }

    /// <summary>
    /// Closes the socket and waits a little for the client to do the same; a socket dropped at once may lose the code on its way.
    /// </summary>
    public async Task RefuseAsync(SocketClose close)
    {
        await CloseAsync(close);
        using var patience = new CancellationTokenSource(ClosePatience, time);
        var unread = new byte[1024];
        try
        {
            while (socket.State == WebSocketState.CloseSent)
                await socket.ReceiveAsync(unread, patience.Token);
        }
        catch (Exception lost) when (lost is OperationCanceledException or WebSocketException or IOException)
        {
            // The client did not answer, or is gone.
        }
    }

    private async Task CloseAsync(SocketClose close)
    {
        using var patience = new CancellationTokenSource(ClosePatience, time);
        try
        {
            await _sending.WaitAsync(patience.Token);
            try
            {
                if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
                    await socket.CloseOutputAsync((WebSocketCloseStatus)close.Code, close.Reason, patience.Token);
            }
            finally
            {
                _sending.Release();
            }
        }
        catch (Exception gone) when (gone is OperationCanceledException or WebSocketException or IOException)
        {
            socket.Abort();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _closed.CancelAsync();
        await Task.WhenAll(_running.Keys.Select(o => o.Completion));
        _closed.Dispose();
        _sending.Dispose();
    }

    private async Task CloseUnlessInitialisedAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(limits.ConnectionInitTimeout, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_initialised || cancellationToken.IsCancellationRequested)
            return;
        await CloseAsync(SocketClose.InitTimeout);
        _closed.CancelAfter(ClosePatience);
    }

    private async Task CloseWhenStoppingAsync(CancellationToken stopping, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, cancellationToken);
        await Task.Delay(Timeout.InfiniteTimeSpan, time, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (cancellationToken.IsCancellationRequested)
            return;
        await CloseAsync(SocketClose.Stopping);
        _closed.CancelAfter(ClosePatience);
    }

    private Task HandleAsync(JsonElement message, CancellationToken cancellationToken)
    {
        var type = SocketMessages.Text(message, "type");
        switch (type)
        {
            case "connection_init":
                _ = SocketMessages.Payload(message);
                if (_initialised)
                    throw new SocketViolationException(SocketClose.TooManyInits);
                _initialised = true;
                return SendAsync("{\"type\":\"connection_ack\"}"u8.ToArray(), cancellationToken);
            case "ping":
                _ = SocketMessages.Payload(message);
                return SendAsync("{\"type\":\"pong\"}"u8.ToArray(), cancellationToken);
            case "pong":
                _ = SocketMessages.Payload(message);
                return Task.CompletedTask;
            case "subscribe":
                return SubscribeAsync(message, cancellationToken);
            case "complete":
                if (_operations.TryRemove(SocketMessages.Text(message, "id"), out var operation))
                    operation.Stop();
                return Task.CompletedTask;
            default:
                throw new SocketViolationException(SocketClose.Bad("Unknown message type"));
        }
    }

    private Task SubscribeAsync(JsonElement message, CancellationToken cancellationToken)
    {
        if (!_initialised)
            throw new SocketViolationException(SocketClose.Unauthorized);
        var id = SocketMessages.Text(message, "id");
        var payload = SocketMessages.Payload(message)
            ?? throw new SocketViolationException(SocketClose.Bad("Message needs the object 'payload'"));
        OperationRequest request;
        try
        {
            request = OperationRequest.Read(payload);
        }
        catch (RequestException error)
        {
            throw new SocketViolationException(SocketClose.Bad(error.Message));
        }

        if (_operations.ContainsKey(id))
            throw new SocketViolationException(SocketClose.Duplicate(id));
        if (_operations.Count >= limits.MaxSubscriptionsPerConnection)
            return SendErrorsAsync(
                id, [new($"A connection may have {limits.MaxSubscriptionsPerConnection} operations at a time.")], cancellationToken);

        var operation = new Operation(cancellationToken);
        _operations[id] = operation;
        _running[operation] = true;
        operation.Start(() => ExecuteAsync(id, operation, request));
        return Task.CompletedTask;
    }

    private async Task ExecuteAsync(string id, Operation operation, OperationRequest request)
    {
        var stop = operation.Stopped;
        try
        {
            var refusal = executor.KindOf(request) == OperationType.Subscription
                ? await StreamAsync(id, request, stop)
                : await AnswerAsync(id, request, stop);
            _operations.TryRemove(new(id, operation));
            if (refusal is not null)
            {
                await SendErrorsAsync(id, refusal.Errors ?? [], stop);
                return;
            }

            await SendAsync(JsonSerializer.SerializeToUtf8Bytes(new { id, type = "complete" }), stop);
        }
        catch (Exception gone) when (gone is OperationCanceledException or WebSocketException or IOException or ObjectDisposedException)
        {
            // The client completed the operation or is gone.
        }
        finally
        {
            _operations.TryRemove(new(id, operation));
            _running.TryRemove(operation, out _);
            operation.Dispose();
        }
    }

    private async Task<ExecutionResult?> StreamAsync(string id, OperationRequest request, CancellationToken stop)
    {
        await using var stream = await SubscriptionStream.OpenAsync(executor, request, metrics, stop);
        if (stream.Refusal is not null)
            return stream.Refusal;
        await foreach (var answer in stream.ReadAsync())
            await SendNextAsync(id, answer, stop);
        return null;
    }

    private async Task<ExecutionResult?> AnswerAsync(string id, OperationRequest request, CancellationToken stop)
    {
        var result = await executor.ExecuteAsync(request, null, stop);
        if (!result.Executed)
            return result;
        await SendNextAsync(id, result, stop);
        return null;
    }

    private Task SendNextAsync(string id, ExecutionResult result, CancellationToken cancellationToken)
    {
        var message = new ArrayBufferWriter<byte>(512);
        writer.WriteMessage(message, "next", id, result);
        return SendAsync(message.WrittenMemory, cancellationToken);
    }

    private Task SendErrorsAsync(string id, IEnumerable<ExecutionError> errors, CancellationToken cancellationToken)
    {
        var message = new ArrayBufferWriter<byte>();
        writer.WriteErrorMessage(message, id, errors);
        return SendAsync(message.WrittenMemory, cancellationToken);
    }

    private async Task SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        await _sending.WaitAsync(cancellationToken);
        try
        {
            // A send that is cancelled half way aborts the whole socket, so an operation's end does not cancel it: the socket's does.
            if (socket.State == WebSocketState.Open)
                await socket.SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, _closed.Token);
        }
        finally
        {
            _sending.Release();
        }
    }

    private sealed class Operation(CancellationToken cancellationToken) : IDisposable
    {
        private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        private readonly Lock _gate = new();
        private bool _ended;

        public CancellationToken Stopped => _stop.Token;

        public Task Completion { get; private set; } = Task.CompletedTask;

        public void Start(Func<Task> run) => Completion = Task.Run(run, CancellationToken.None);

        public void Stop()
        {
            lock (_gate)
            {
                if (!_ended)
                    _stop.Cancel();
            }
        }

        public void Dispose()
        {
            lock (_gate)
            {
                _ended = true;
                _stop.Dispose();
            }
        }
    }
}
