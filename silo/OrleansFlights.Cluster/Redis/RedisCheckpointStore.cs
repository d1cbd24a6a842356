using System.Globalization;
using Microsoft.Extensions.Logging;
using OrleansFlights.Log;
using OrleansFlights.Streams.Checkpointing;
using StackExchange.Redis;

namespace OrleansFlights.Cluster.Redis;

/// <summary>
/// Checkpoints in Redis: a hash per topic, its holes in a set. A mark that is set once stands for all that the service keeps there. A silo whose mark is
/// gone believes in snapshots that no longer exist, so it records nothing more and ends; started again, it goes on from the batch layer's cut.
/// </summary>
internal sealed partial class RedisCheckpointStore(
    RedisConnection redis, ILogger<RedisCheckpointStore> logger, string serviceId, string topic) : ICheckpointStore
{
    private const string WriteScript = """
        if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
        redis.call('HSET', KEYS[2], ARGV[2], ARGV[3])
        return 1
        """;

    private readonly RedisKey _checkpoints = $"{serviceId}/checkpoints/{topic}";
    private readonly RedisKey _holes = $"{serviceId}/holes/{topic}";
    private readonly RedisKey _markKey = $"{serviceId}/mark";
    private string? _mark;

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyDictionary<int, long>> ReadAsync(CancellationToken cancellationToken)
    {
        var database = await redis.GetAsync(cancellationToken);
        var mark = await MarkAsync(database);
        var entries = database.HashGetAllAsync(_checkpoints);
        if (await database.StringGetAsync(_markKey) != mark)
            throw Lost();
        return (await entries).ToDictionary(e => (int)e.Name, e => (long)e.Value);
    }

    /// <inheritdoc/>
    public async ValueTask WriteAsync(int partition, long position, CancellationToken cancellationToken)
    {
        var database = await redis.GetAsync(cancellationToken);
        var mark = await MarkAsync(database);
        if ((int)await database.ScriptEvaluateAsync(WriteScript, [_markKey, _checkpoints], [mark, partition, position]) == 0)
            throw Lost();
    }

    /// <inheritdoc/>
    public async ValueTask AddHoleAsync(LogHole hole, CancellationToken cancellationToken) =>
        await (await redis.GetAsync(cancellationToken)).SetAddAsync(
            _holes, string.Create(CultureInfo.InvariantCulture, $"{hole.Partition}:{hole.From}:{hole.To}"));

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<LogHole>> ReadHolesAsync(CancellationToken cancellationToken) =>
        [.. (await (await redis.GetAsync(cancellationToken)).SetMembersAsync(_holes)).Select(m => Parse(m.ToString()))];

    private static LogHole Parse(string member)
    {
        var parts = member.Split(':');
        return new LogHole(
            int.Parse(parts[0], CultureInfo.InvariantCulture),
            long.Parse(parts[1], CultureInfo.InvariantCulture),
            long.Parse(parts[2], CultureInfo.InvariantCulture));
    }

    private async Task<string> MarkAsync(IDatabase database)
    {
        if (_mark is { } known)
            return known;
        await database.StringSetAsync(_markKey, Guid.NewGuid().ToString("N"), when: When.NotExists);
        return _mark = (await database.StringGetAsync(_markKey)).ToString();
    }

    /// <summary>Ends the process at once: with the membership gone too, an orderly stop would wait for what cannot come.</summary>
    private InvalidOperationException Lost()
    {
        LogLost(serviceId);
        var lost = new InvalidOperationException($"Redis no longer holds what service '{serviceId}' kept there");
        Environment.FailFast(lost.Message, lost);
        return lost;
    }

    [LoggerMessage(150, LogLevel.Critical, "Redis no longer holds what service {ServiceId} kept there; ending, so that a restart begins at the batch layer's cut")]
    private partial void LogLost(string serviceId);
}
