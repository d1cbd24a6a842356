using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Options;
using OrleansFlights.Search.Elasticsearch;
using HttpMethod = Elastic.Transport.HttpMethod;

namespace OrleansFlights.Search.Tests;

/// <summary>What callers see of answers that stop in the middle of their body.</summary>
public sealed class BrokenAnswerTests : IAsyncDisposable
{
    private const string HalfAnAnswer =
        "HTTP/1.1 200 OK\r\nX-Elastic-Product: Elasticsearch\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{ \"docs\": "
        + "[";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ElasticsearchConnection _connection;

    public BrokenAnswerTests()
    {
        _listener.Start();
        _connection = new ElasticsearchConnection(Options.Create(new SearchOptions
        {
            Elasticsearch = new ElasticsearchOptions { Uri = $"http://{_listener.LocalEndpoint}", Timeout = TimeSpan.FromMinutes(1) },
        }));
    }

    /// <summary>Every way in which the product asks.</summary>
    public static TheoryData<bool> Ways => [true, false];

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Cancelled_WhileTheBodyIsRead_IsACancellation(bool isTyped)
    {
        using var giveUp = new CancellationTokenSource();
        var asked = AskAsync(isTyped, giveUp.Token);
        using var server = await AnswerHalfAsync();
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task ConnectionLost_WhileTheBodyIsRead_SaysThatItCannotBeReached(bool isTyped)
    {
        var asked = AskAsync(isTyped, CancellationToken.None);
        using (var server = await AnswerHalfAsync())
            server.LingerState = new LingerOption(true, 0);
        var failure = await Assert.ThrowsAsync<SearchException>(() => asked);
        Assert.Contains("cannot be reached", failure.Message, StringComparison.Ordinal);
        Assert.NotNull(failure.InnerException);
    }

    public ValueTask DisposeAsync()
    {
        _listener.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task AskAsync(bool isTyped, CancellationToken cancellationToken)
    {
        if (isTyped)
            await StoredFlights.ReadAsync(_connection, "flights", ["EK1"], cancellationToken);
        else
            await _connection.SendAsync(HttpMethod.GET, "/_alias", null, cancellationToken);
    }

    private async Task<Socket> AnswerHalfAsync()
    {
        var server = await _listener.AcceptSocketAsync(TestContext.Current.CancellationToken);
        await server.ReceiveAsync(new byte[4096]);
        await server.SendAsync(Encoding.ASCII.GetBytes(HalfAnAnswer));
        return server;
    }
}
