using System.Globalization;
using Microsoft.Extensions.Logging;
using OrleansFlights.Log;
using OrleansFlights.Streams.Checkpointing;
using OrleansFlights.Streams.Protocol;
using StackExchange.Redis;

namespace OrleansFlights.Cluster.Redis;

/// <summary>
/// Checkpoints in Redis: a hash per topic, its holes in a set, the streams set apart in a hash. Its life is the run id of the server that
/// answers, its replication id, and a word that is changed when a checkpoint is found to have gone back: a server that was started again or
/// took over has another. A mark that is set once stands for all that the service keeps there. A silo whose mark is gone believes in
/// snapshots that no longer exist, so it records nothing more and ends; started again, it goes on from the batch layer's cut.
/// </summary>
internal sealed partial class RedisCheckpointStore(
    RedisConnection redis, ILogger<RedisCheckpointStore> logger, string serviceId, string topic, int replicas) : ICheckpointStore
{
    private const long MarkIsGone = 2;
    private const long Written = 1;
    private const char Separator = '\n';
    private static readonly TimeSpan ReplicaPatience = TimeSpan.FromSeconds(1);

    /// <summary>A server that does not tell its ids to a script counts as one life for as long as its data stays.</summary>
    private const string Life = """
        local function life(word)
          local server, replication = redis.pcall('INFO', 'server'), redis.pcall('INFO', 'replication')
          local run = type(server) == 'string' and server:match('run_id:(%w+)') or ''
          local replica = type(replication) == 'string' and replication:match('master_replid:(%w+)') or ''
          return run .. '/' .. replica .. '/' .. (redis.call('GET', word) or '')
        end

        """;

    private const string LifeScript = Life + "return life(KEYS[1])";

    /// <summary>
    /// Keys: mark, checkpoints, life. Arguments: mark, partition, expected position or nothing, position, life, another word for the life.
    /// </summary>
    private const string WriteScript = Life + """
        if redis.call('GET', KEYS[1]) ~= ARGV[1] then return {2, '', ''} end
        local found = redis.call('HGET', KEYS[2], ARGV[2]) or ''
        if found ~= ARGV[3] then
          if ARGV[3] ~= '' and (found == '' or tonumber(found) < tonumber(ARGV[3])) then redis.call('SET', KEYS[3], ARGV[6]) end
          return {0, found, life(KEYS[3])}
        end
        local now = life(KEYS[3])
        if now ~= ARGV[5] then return {0, found, now} end
        redis.call('HSET', KEYS[2], ARGV[2], ARGV[4])
        return {1, ARGV[4], now}
        """;

    private const string ReplaceScript = """
        if (redis.call('GET', KEYS[1]) or '') == ARGV[1] then redis.call('SET', KEYS[1], ARGV[2]) end
        """;

    private const string LowestScript = """
        local found = redis.call('HGET', KEYS[1], ARGV[1])
        if not found or tonumber(found) > tonumber(ARGV[2]) then redis.call('HSET', KEYS[1], ARGV[1], ARGV[2]) end
        """;

    private readonly RedisKey _checkpoints = $"{serviceId}/checkpoints/{topic}";
    private readonly RedisKey _holes = $"{serviceId}/holes/{topic}";
    private readonly RedisKey _quarantine = $"{serviceId}/quarantine/{topic}";
    private readonly RedisKey _lifeKey = $"{serviceId}/life";
    private readonly RedisKey _logKey = $"{serviceId}/log";
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
    public async ValueTask<string> GetLifeAsync(CancellationToken cancellationToken) =>
        (await (await redis.GetAsync(cancellationToken)).ScriptEvaluateAsync(LifeScript, [_lifeKey])).ToString();

    /// <inheritdoc/>
    public async ValueTask<CheckpointWrite> WriteAsync(
        int partition, long? expected, long position, string life, CancellationToken cancellationToken)
    {
        var database = await redis.GetAsync(cancellationToken);
        var mark = await MarkAsync(database);
        var answer = (RedisResult[])(await database.ScriptEvaluateAsync(
            WriteScript,
            [_markKey, _checkpoints, _lifeKey],
            [mark, partition, expected is { } before ? before : "", position, life, Guid.NewGuid().ToString("N")]))!;
        if ((long)answer[0] == MarkIsGone)
            throw Lost();
        var isWritten = (long)answer[0] == Written;
        if (isWritten)
            await WaitForReplicasAsync(database);
        var found = answer[1].ToString();
        return new CheckpointWrite(
            isWritten, found.Length == 0 ? null : long.Parse(found, CultureInfo.InvariantCulture), answer[2].ToString());
    }

    /// <inheritdoc/>
    public async ValueTask<StoredLog?> ReadLogAsync(CancellationToken cancellationToken) =>
        (string?)await (await redis.GetAsync(cancellationToken)).StringGetAsync(_logKey) is { } text ? ParseLog(text) : null;

    /// <inheritdoc/>
    public async ValueTask WriteLogAsync(StoredLog log, StoredLog? instead, CancellationToken cancellationToken) =>
        await (await redis.GetAsync(cancellationToken))
            .ScriptEvaluateAsync(ReplaceScript, [_logKey], [instead is null ? "" : Text(instead), Text(log)]);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<QuarantinedStream>> ReadQuarantineAsync(CancellationToken cancellationToken) =>
        [.. (await (await redis.GetAsync(cancellationToken)).HashGetAllAsync(_quarantine))
            .Select(entry => ParseStream(entry.Name.ToString(), (long)entry.Value))];

    /// <inheritdoc/>
    public async ValueTask AddToQuarantineAsync(QuarantinedStream stream, CancellationToken cancellationToken) =>
        await (await redis.GetAsync(cancellationToken)).ScriptEvaluateAsync(
            LowestScript, [_quarantine], [Field(stream.Partition, stream.Stream), stream.From]);

    /// <inheritdoc/>
    public async ValueTask RemoveFromQuarantineAsync(int partition, StreamId stream, CancellationToken cancellationToken) =>
        await (await redis.GetAsync(cancellationToken)).HashDeleteAsync(_quarantine, Field(partition, stream));

    /// <inheritdoc/>
    public async ValueTask AddHoleAsync(LogHole hole, CancellationToken cancellationToken) =>
        await (await redis.GetAsync(cancellationToken)).SetAddAsync(
            _holes, string.Create(CultureInfo.InvariantCulture, $"{hole.Partition}:{hole.From}:{hole.To}"));

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<LogHole>> ReadHolesAsync(CancellationToken cancellationToken) =>
        [.. (await (await redis.GetAsync(cancellationToken)).SetMembersAsync(_holes)).Select(m => Parse(m.ToString()))];

    private static string Text(StoredLog log) =>
        string.Create(CultureInfo.InvariantCulture, $"{log.Topic} {log.Identity} {log.SegmentBits}");

    private static StoredLog ParseLog(string text)
    {
        var parts = text.Split(' ');
        return new StoredLog(parts[0], new LogIdentity(parts[1]), int.Parse(parts[2], CultureInfo.InvariantCulture));
    }

    private static string Field(int partition, StreamId stream) => string.Create(
        CultureInfo.InvariantCulture, $"{partition}{Separator}{stream.GetNamespace()}{Separator}{stream.GetKeyAsString()}");

    private static QuarantinedStream ParseStream(string field, long from)
    {
        var parts = field.Split(Separator, 3);
        return new QuarantinedStream(int.Parse(parts[0], CultureInfo.InvariantCulture), StreamId.Create(parts[1], parts[2]), from);
    }

    /// <summary>
    /// Waits until replicas hold what is acknowledged, snapshots written before it too, since they follow the server's writes in their
    /// order.
    /// </summary>
    private async Task WaitForReplicasAsync(IDatabase database)
    {
        if (replicas == 0)
            return;
        var reached = (int)await database.ExecuteAsync("WAIT", replicas, (int)ReplicaPatience.TotalMilliseconds);
        if (reached < replicas)
            throw new TimeoutException($"only {reached} of {replicas} replicas of Redis hold the checkpoint after {ReplicaPatience}");
    }

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

    [LoggerMessage(150, LogLevel.Critical,
        "Redis no longer holds what service {ServiceId} kept there; ending, so that a restart begins at the batch layer's cut")]
    private partial void LogLost(string serviceId);
}
