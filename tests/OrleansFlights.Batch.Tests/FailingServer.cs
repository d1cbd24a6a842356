using System.Net;
using System.Net.Sockets;
using System.Text;

namespace OrleansFlights.Batch.Tests;

/// <summary>An HTTP server that answers every request with one error, or not at all.</summary>
internal sealed class FailingServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly byte[]? _answer;
    private readonly Task _work;
    private int _requests;

    /// <param name="status">The answer; null for none.</param>
    public FailingServer(HttpStatusCode? status)
    {
        _answer = status is null
            ? null : Encoding.ASCII.GetBytes($"HTTP/1.1 {(int)status} Error\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        _listener.Start();
        _work = ServeAsync();
    }

    public string Endpoint => $"127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    public int Requests => Volatile.Read(ref _requests);

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _work;
    }

    private async Task ServeAsync()
    {
        var buffer = new byte[16_384];
        while (true)
        {
            try
            {
                using var client = await _listener.AcceptTcpClientAsync();
                var stream = client.GetStream();
                _ = await stream.ReadAsync(buffer);
                Interlocked.Increment(ref _requests);
                if (_answer is not null)
                    await stream.WriteAsync(_answer);
                while (_answer is null && await stream.ReadAsync(buffer) > 0)
                {
                }
            }
            catch (IOException)
            {
                // The client went away.
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }
}
