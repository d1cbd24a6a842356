using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.Logging;
using OrleansFlights.Flights;
using OrleansFlights.Grains.Background;
using OrleansFlights.Grains.Contracts;
using OrleansFlights.Log;

namespace OrleansFlights.Grains.Changefeed;

/// <summary>
/// Writes the newest counts of the routes that this silo's grains changed to a topic, at most once a second each. At least once: a
/// checkpoint waits until what its routes counted was written, so what is behind a recorded checkpoint is on the topic, and what is not
/// will be read and written again.
/// </summary>
public sealed partial class RouteChangefeed(
    IEventLog eventLog, ChangefeedOptions options, ILogger<RouteChangefeed> logger) : SiloBackgroundService(Tick, AroundStreams)
{
    /// <summary>The least time between two messages of a route from one silo.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private const int MaxMessagesAtOnce = 1_024;

    /// <summary>
    /// A round that took long is followed by this many times its length of rest, so that the feed never takes much of a busy silo.
    /// </summary>
    private const int Rest = 9;
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);

    private readonly PendingViews _pending = new();
    private ITopic? _topic;
    private long _lastAppend;
    private TimeSpan _pause;

    /// <summary>
    /// Notes that a route counted something. The answer comes along, for the feed must not ask a grain whose checkpoint, and so perhaps its
    /// deactivation, waits for the feed.
    /// </summary>
    public void Touch(ViewKey view, ViewAnswer answer) => _pending.Touch(view, answer);

    /// <summary>Completes when all that a route counted up to now is on the topic.</summary>
    public Task WrittenAsync(ViewKey view) => _pending.FlushedAsync(view);

    /// <inheritdoc/>
    protected override async Task RoundAsync(CancellationToken cancellationToken)
    {
        if (Stopwatch.GetElapsedTime(_lastAppend) < _pause)
            return;

        var views = _pending.Begin();
        var started = Stopwatch.GetTimestamp();
        try
        {
            foreach (var some in views.Values.Chunk(MaxMessagesAtOnce))
                await WriteAsync(some, cancellationToken);
            _pending.End(null);
        }
        catch (Exception e)
        {
            _pending.End(e);
            if (e is OperationCanceledException && cancellationToken.IsCancellationRequested)
                throw;
            LogFailed(e, views.Count, options.Topic);
        }

        _lastAppend = Stopwatch.GetTimestamp();
        var rest = Stopwatch.GetElapsedTime(started) * Rest;
        _pause = rest > Interval ? rest : Interval;
    }

    private async Task WriteAsync(ViewAnswer[] answers, CancellationToken cancellationToken)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        _topic ??= eventLog.Open(options.Topic, compacted: true);
        await _topic.AppendAsync(
            Array.ConvertAll(answers, a => new LogEntry(Encoding.UTF8.GetBytes(a.Key), RouteCountWriter.Write(a), now)), cancellationToken);
    }

    [LoggerMessage(160, LogLevel.Error, "Cannot write the counts of {Count} routes to {Topic}; trying again")]
    private partial void LogFailed(Exception exception, int count, string topic);
}
