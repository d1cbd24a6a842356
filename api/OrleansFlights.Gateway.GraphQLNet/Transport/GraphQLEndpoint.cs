using System.Buffers;
using System.Text.Json;
using GraphQL;
using GraphQLParser.AST;
using OrleansFlights.Gateway.GraphQLNet.Execution;
using OrleansFlights.Gateway.Http;
using OrleansFlights.Gateway.Limits;
using HeaderNames = Microsoft.Net.Http.Headers.HeaderNames;

namespace OrleansFlights.Gateway.GraphQLNet.Transport;

/// <summary>
/// <c>/graphql</c>: GraphQL over HTTP by POST and GET, event streams, WebSockets, and the playground for browsers.
/// </summary>
internal sealed class GraphQLEndpoint(
    OperationExecutor executor, ResultWriter writer, EventStreamTransport events, SocketTransport sockets, Playground playground,
        GraphQLLimits limits)
{
    /// <summary>Answers one request.</summary>
    public Task HandleAsync(HttpContext context)
    {
        if (context.WebSockets.IsWebSocketRequest)
            return sockets.HandleAsync(context);
        if (HttpMethods.IsGet(context.Request.Method) && MediaTypes.WantsHtml(context.Request.Headers.Accept))
            return playground.HandleAsync(context);
        return HandleRequestAsync(context);
    }

    private async Task HandleRequestAsync(HttpContext context)
    {
        var form = MediaTypes.Choose(context.Request.Headers.Accept);
        try
        {
            if (form is null)
                throw new RequestException(RequestRejection.NotAcceptable);
            var request = await ReadAsync(context);
            if (form == MediaTypes.EventStream)
            {
                await events.HandleAsync(context, request);
                return;
            }

            var kind = executor.KindOf(request);
            if (kind == OperationType.Mutation && HttpMethods.IsGet(context.Request.Method))
                throw new RequestException("Mutations take POST.", StatusCodes.Status405MethodNotAllowed);
            if (kind == OperationType.Subscription)
                throw new RequestException(
                    $"Subscriptions come over a WebSocket (graphql-transport-ws) or with Accept: {MediaTypes.EventStream}.");
            var result = await executor.ExecuteAsync(request, null, context.RequestAborted);
            var status = result.Executed || form == MediaTypes.Json ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest;
            await WriteAsync(context, status, form, result);
        }
        catch (RequestException error)
        {
            if (error.Status == StatusCodes.Status405MethodNotAllowed)
                context.Response.Headers.Allow = "GET, POST";
            await WriteAsync(context, error.Status, form is null or MediaTypes.EventStream
                ? MediaTypes.Json : form, new ExecutionResult { Errors = [new(error.Message)] });
        }
        catch (IOException broken) when (!context.Response.HasStarted)
        {
            // The client broke off in the middle of its body, or its body breaks the protocol: a chunk whose size is no number, or too
            // large for one.
            context.Response.StatusCode = (broken as BadHttpRequestException)?.StatusCode ?? StatusCodes.Status400BadRequest;
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client is gone: nobody to answer.
        }
    }

    private async ValueTask<OperationRequest> ReadAsync(HttpContext context)
    {
        var request = context.Request;
        if (RequestRejection.Of(request, limits) is { } refusal)
            throw new RequestException(refusal);
        if (HttpMethods.IsGet(request.Method))
            return OperationRequest.Read(request.Query);

        using var body = await ReadBodyAsync(request, context.RequestAborted);
        return OperationRequest.Read(body.RootElement);
    }

    private async ValueTask<JsonDocument> ReadBodyAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await request.BodyReader.ReadAsync(cancellationToken);
            if (read.Buffer.Length > limits.MaxBodyBytes)
                throw new RequestException(RequestRejection.TooLarge(limits));
            if (!read.IsCompleted)
            {
                request.BodyReader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                continue;
            }

            try
            {
                // The document copies nothing from a sequence of one segment, so the body is given back only with a copy of its own.
                var body = read.Buffer.ToArray();
                return JsonSoundness.IsSound(body) ? JsonDocument.Parse(body) : throw new RequestException(JsonSoundness.Message);
            }
            catch (JsonException bad)
            {
                throw new RequestException($"The body is no JSON: {bad.Message}");
            }
            finally
            {
                request.BodyReader.AdvanceTo(read.Buffer.End);
            }
        }
    }

    private async Task WriteAsync(HttpContext context, int status, string form, ExecutionResult result)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = form == MediaTypes.Json
            ? "application/json; charset=utf-8" : "application/graphql-response+json; charset=utf-8";
        context.Response.Headers[HeaderNames.Vary] = HeaderNames.Accept;
        writer.Write(context.Response.BodyWriter, result);
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }
}
