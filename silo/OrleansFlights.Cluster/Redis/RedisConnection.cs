using StackExchange.Redis;

namespace OrleansFlights.Cluster.Redis;

/// <summary>A connection that is made on first use and again when making it failed; once made it reconnects by itself.</summary>
internal sealed class RedisConnection(ConfigurationOptions options) : IAsyncDisposable
{
    private readonly SemaphoreSlim _one = new(1);
    private ConnectionMultiplexer? _connection;

    public async ValueTask<IDatabase> GetAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _connection) is { } ready)
            return ready.GetDatabase();

        await _one.WaitAsync(cancellationToken);
        try
        {
            _connection ??= await ConnectionMultiplexer.ConnectAsync(options);
            return _connection.GetDatabase();
        }
        finally
        {
            _one.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is { } connection)
            await connection.DisposeAsync();
        _one.Dispose();
    }
}
