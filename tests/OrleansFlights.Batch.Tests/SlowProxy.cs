using System.Net;
using System.Net.Sockets;

namespace OrleansFlights.Batch.Tests;

/// <summary>Stands before a server and holds back what it answers.</summary>
internal sealed class SlowProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly string _host;
    private readonly int _port;
    private readonly TimeSpan _delay;
    private readonly Task _work;
    private int _stalls;

    /// <param name="server">Host and port of the server.</param>
    /// <param name="delay">How long each piece of an answer is held back.</param>
    /// <param name="stalls">So many answers never come.</param>
    public SlowProxy(string server, TimeSpan delay, int stalls = 0)
    {
        var address = new Uri($"http://{server}");
        (_host, _port, _delay, _stalls) = (address.Host, address.Port, delay, stalls);
        _listener.Start();
        _work = AcceptAsync();
    }

    public string Endpoint => $"127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>Answers that are still to be swallowed.</summary>
    public int Stalls => Math.Max(0, Volatile.Read(ref _stalls));

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _work;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
                connections.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        using (var server = new TcpClient())
        {
            try
            {
                await server.ConnectAsync(_host, _port, _stop.Token);
                await Task.WhenAny(
                    client.GetStream().CopyToAsync(server.GetStream(), _stop.Token), AnswerAsync(server.GetStream(), client.GetStream()));
            }
            catch (Exception e) when (e is OperationCanceledException or IOException or SocketException)
            {
                // One side went away.
            }
        }
    }

    private async Task AnswerAsync(NetworkStream server, NetworkStream client)
    {
        var buffer = new byte[65_536];
        while (await server.ReadAsync(buffer, _stop.Token) is > 0 and var count)
        {
            if (Interlocked.Decrement(ref _stalls) >= 0)
                await Task.Delay(Timeout.InfiniteTimeSpan, _stop.Token);
            await Task.Delay(_delay, _stop.Token);
            await client.WriteAsync(buffer.AsMemory(0, count), _stop.Token);
        }
    }
}
