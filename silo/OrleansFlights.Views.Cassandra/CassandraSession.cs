using System.Collections.Concurrent;
using Cassandra;

namespace OrleansFlights.Views.Cassandra;

/// <summary>
/// The way to the cluster, made on first use and again when making it failed. Statements are prepared once each; at most so many are under
/// way at once as the settings say. All of them ask a quorum of the data centre, so a read sees every write that was acknowledged.
/// </summary>
public sealed class CassandraSession(CassandraViewsOptions options) : IAsyncDisposable
{
    private const int PageSize = 1_000;
    private const int FirstReconnectMilliseconds = 100;
    private const int LongestReconnectMilliseconds = 10_000;

    private readonly SemaphoreSlim _one = new(1);
    private readonly SemaphoreSlim _underWay = new(options.Concurrency);
    private readonly ConcurrentDictionary<string, Task<PreparedStatement>> _prepared = new();
    private Cluster? _cluster;
    private ISession? _session;

    /// <summary>The store's settings.</summary>
    public CassandraViewsOptions Options => options;

    /// <summary>A statement of the keyspace with its values, safe to send twice.</summary>
    internal async Task<BoundStatement> BindAsync(string cql, params object?[] values)
    {
        var session = await ConnectAsync();
        var bound = (await PrepareAsync(session, cql)).Bind(values);
        bound.SetIdempotence(true);
        return bound;
    }

    /// <summary>Runs a statement and gives its first page.</summary>
    internal async Task<RowSet> RunAsync(IStatement statement, CancellationToken cancellationToken)
    {
        var session = await ConnectAsync();
        await _underWay.WaitAsync(cancellationToken);
        try
        {
            return await TryAsync(() => session.ExecuteAsync(statement));
        }
        finally
        {
            _underWay.Release();
        }
    }

    /// <summary>Runs a statement and gives all rows, page after page as they are asked for.</summary>
    internal async IAsyncEnumerable<Row> ReadAsync(
        string cql, object?[] values, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var statement = await BindAsync(cql, values);
        statement.SetAutoPage(false).SetPageSize(PageSize);
        while (true)
        {
            var page = await RunAsync(statement, cancellationToken);
            foreach (var row in page)
                yield return row;
            if (page.PagingState is not { } next)
                yield break;
            statement.SetPagingState(next);
        }
    }

    /// <summary>Runs a statement for each of many things, as many at once as may be.</summary>
    internal Task ForEachAsync<T>(IEnumerable<T> items, Func<T, CancellationToken, ValueTask> run, CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(
            items, new ParallelOptions { MaxDegreeOfParallelism = options.Concurrency, CancellationToken = cancellationToken }, run);

    /// <summary>Connects without a keyspace, for what makes it.</summary>
    internal async Task<ISession> ConnectToClusterAsync()
    {
        await _one.WaitAsync();
        try
        {
            return await OpenAsync(cluster => cluster.ConnectAsync());
        }
        finally
        {
            _one.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null)
            await _cluster.ShutdownAsync();
        _one.Dispose();
        _underWay.Dispose();
    }

    private async ValueTask<ISession> ConnectAsync()
    {
        if (Volatile.Read(ref _session) is { } ready)
            return ready;
        await _one.WaitAsync();
        try
        {
            return _session ??= await OpenAsync(async cluster =>
            {
                var session = await cluster.ConnectAsync(options.Keyspace);
                await CassandraViewsSchema.ThrowUnlessCurrentAsync(session, options.Keyspace);
                return session;
            });
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>A cluster that could not be connected to remembers that, so the next attempt makes another.</summary>
    private async Task<ISession> OpenAsync(Func<Cluster, Task<ISession>> connect)
    {
        try
        {
            return await TryAsync(() => connect(_cluster ??= Build()));
        }
        catch (ViewsException)
        {
            if (Interlocked.Exchange(ref _cluster, null) is { } failed)
                await failed.ShutdownAsync();
            throw;
        }
    }

    /// <summary>A failure is not remembered: whoever asks next prepares anew.</summary>
    private async Task<PreparedStatement> PrepareAsync(ISession session, string cql)
    {
        var preparing = _prepared.GetOrAdd(cql, session.PrepareAsync);
        try
        {
            return await TryAsync(() => preparing);
        }
        catch
        {
            _prepared.TryRemove(KeyValuePair.Create(cql, preparing));
            throw;
        }
    }

    private Cluster Build()
    {
        var builder = Cluster.Builder()
            .AddContactPoints(options.ContactPoints.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            .WithPort(options.Port)
            .WithApplicationName("orleans-flights")
            .WithLoadBalancingPolicy(new TokenAwarePolicy(new DCAwareRoundRobinPolicy(options.Datacenter)))
            .WithReconnectionPolicy(new ExponentialReconnectionPolicy(FirstReconnectMilliseconds, LongestReconnectMilliseconds))
            .WithQueryOptions(new QueryOptions().SetConsistencyLevel(ConsistencyLevel.LocalQuorum)
                .SetSerialConsistencyLevel(ConsistencyLevel.LocalSerial))
            .WithSocketOptions(new SocketOptions()
                .SetConnectTimeoutMillis((int)options.Timeout.TotalMilliseconds)
                .SetReadTimeoutMillis((int)options.Timeout.TotalMilliseconds));
        if (!string.IsNullOrEmpty(options.Username))
            builder = builder.WithCredentials(options.Username, options.Password ?? "");
        return builder.Build();
    }

    private async Task<T> TryAsync<T>(Func<Task<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (InvalidQueryException e) when (e.Message.Contains("does not exist", StringComparison.Ordinal)
            || e.Message.Contains("unconfigured table", StringComparison.Ordinal))
        {
            throw new ViewsException(
                $"The views store has no keyspace {options.Keyspace} yet, or not all of its tables; `batch init` makes them ({e.Message})",
                e);
        }
        catch (DriverException e)
        {
            throw new ViewsException($"The views store at {options.ContactPoints} failed: {e.Message}", e);
        }
    }
}
