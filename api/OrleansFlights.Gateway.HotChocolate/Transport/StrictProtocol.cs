using System.Buffers;
using System.Runtime.CompilerServices;
using HotChocolate;
using HotChocolate.AspNetCore.Subscriptions;
using HotChocolate.AspNetCore.Subscriptions.Protocols;
using HotChocolate.Execution;

namespace OrleansFlights.Gateway.HotChocolate.Transport;

/// <summary>
/// HotChocolate's protocol, strictly: a message that it does not know closes the socket with 4400; nothing follows an operation's error;
/// and an id is free again when the client is told, or tells, that its operation is over.
/// </summary>
internal sealed class StrictProtocol(IProtocolHandler inner) : IProtocolHandler
{
    private readonly ConditionalWeakTable<ISocketSession, OperationEnds> _ends = [];

    public string Name => inner.Name;

    public async ValueTask OnReceiveAsync(
        ISocketSession session, ReadOnlySequence<byte> message, CancellationToken cancellationToken = default)
    {
        var read = SocketMessage.Read(message);
        if (read.Violation is { } reason)
        {
            await session.Connection.CloseAsync(reason, SocketMessage.Bad, cancellationToken);
            return;
        }

        if (read is { Type: "complete", Id: { } ended })
            Ends(session).Begin(session, ended);
        if (read is { Type: "subscribe", Id: { } id })
            await Ends(session).WaitAsync(id, cancellationToken);
        await inner.OnReceiveAsync(session, message, cancellationToken);
    }

    public ValueTask OnConnectionInitTimeoutAsync(ISocketSession session, CancellationToken cancellationToken = default) =>
        inner.OnConnectionInitTimeoutAsync(session, cancellationToken);

    public ValueTask SendKeepAliveMessageAsync(ISocketSession session, CancellationToken cancellationToken = default) =>
        inner.SendKeepAliveMessageAsync(session, cancellationToken);

    public ValueTask SendResultMessageAsync(
        ISocketSession session, string operationSessionId, OperationResult result, CancellationToken cancellationToken = default) =>
        inner.SendResultMessageAsync(session, operationSessionId, result, cancellationToken);

    public ValueTask SendErrorMessageAsync(
        ISocketSession session, string operationSessionId, IReadOnlyList<IError> errors, CancellationToken cancellationToken = default)
    {
        // The operation's own token is cancelled by ending it, which keeps HotChocolate from completing it after the error.
        Ends(session).Begin(session, operationSessionId);
        return inner.SendErrorMessageAsync(session, operationSessionId, errors, CancellationToken.None);
    }

    public ValueTask SendCompleteMessageAsync(
        ISocketSession session, string operationSessionId, CancellationToken cancellationToken = default)
    {
        Ends(session).Begin(session, operationSessionId);
        return inner.SendCompleteMessageAsync(session, operationSessionId, CancellationToken.None);
    }

    private OperationEnds Ends(ISocketSession session) => _ends.GetValue(session, _ => new OperationEnds());
}
