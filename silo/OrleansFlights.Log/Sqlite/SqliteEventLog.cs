using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OrleansFlights.Foundation.Settings;

namespace OrleansFlights.Log.Sqlite;

/// <summary>The topics of the log in one SQLite file.</summary>
public sealed class SqliteEventLog : IEventLog, IStatefulLog, ISizedLog, IAsyncDisposable
{
    private const string DefaultFile = "log.db";

    private readonly ConcurrentDictionary<string, Lazy<SqliteTopic>> _topics = new(StringComparer.Ordinal);
    private readonly ILogger<SqliteEventLog> _logger;
    private readonly SqliteLogFile _file;
    private readonly int _partitions;
    private int _disposed;

    /// <summary>Opens the file and in it the topics of events and dead letters.</summary>
    /// <exception cref="LogException">The file cannot be opened.</exception>
    public SqliteEventLog(IOptions<LogOptions> options, IOptions<DataOptions> data, ILogger<SqliteEventLog> logger)
    {
        var settings = options.Value;
        _logger = logger;
        _partitions = settings.Partitions;
        Limit = settings.Sqlite.KeepMegabytes > 0 ? (long)settings.Sqlite.KeepMegabytes << 20 : null;
        _file = new SqliteLogFile(
            Path.GetFullPath(settings.Sqlite.File ?? data.Value.File(DefaultFile)), settings.Sqlite.LockTimeout, logger);
        try
        {
            var events = Open(settings.Topic, settings.Partitions);
            Events = events;
            DeadLetters = Open(settings.ResolvedDeadLetterTopic, events.Partitions);
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public ITopic Events { get; }

    /// <inheritdoc/>
    public ITopic DeadLetters { get; }

    /// <inheritdoc/>
    public long? Limit { get; }

    /// <inheritdoc/>
    public ValueTask<long> GetBytesAsync(CancellationToken cancellationToken) => new(Task.Run(_file.UsedBytes, cancellationToken));

    /// <inheritdoc/>
    /// <remarks>This log keeps all records of a compacted topic.</remarks>
    public ITopic Open(string topic, bool compacted) => Open(topic, _partitions);

    /// <inheritdoc/>
    public async ValueTask<IStatefulWriter> OpenWriterAsync(string topic, string name, CancellationToken cancellationToken)
    {
        var opened = Open(topic, _partitions);
        return new SqliteStatefulWriter(opened, await Task.Run(() => _file.OpenWriter($"{topic}/{name}"), cancellationToken));
    }

    /// <summary>Writes what was asked for and closes the file.</summary>
    public ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
            _file.Dispose();
        return ValueTask.CompletedTask;
    }

    private SqliteTopic Open(string topic, int partitions) => _topics.GetOrAdd(topic, name => new Lazy<SqliteTopic>(() =>
    {
        var opened = _file.OpenTopic(name, partitions);
        SqliteLogMessages.Opened(_logger, name, opened.Length, _file.Path);
        return new SqliteTopic(name, _file, opened);
    })).Value;
}
