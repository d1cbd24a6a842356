using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OrleansFlights.Foundation.Settings;
using OrleansFlights.Log;
using OrleansFlights.Streams.Protocol;

namespace OrleansFlights.Streams.Checkpointing;

/// <summary>
/// Sees to it that the log that is read is the one that what is stored belongs to. At start another log stops the process; while it runs,
/// another log, or none where it was, stops the partitions until it is back.
/// </summary>
public sealed partial class LogGuard(IEventLog eventLog, ICheckpointStore store, IOptions<LogOptions> options, ILogger<LogGuard> logger)
    : ILifecycleParticipant<ISiloLifecycle>, IDisposable
{
    /// <summary>Before the partitions are opened.</summary>
    private const int Stage = ServiceLifecycleStage.ApplicationServices - 1;

    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private CancellationTokenSource _same = new();
    private Task _watching = Task.CompletedTask;
    private volatile string? _trouble;

    /// <summary>Why the partitions are stopped; null when the log is the right one.</summary>
    public string? Trouble => _trouble;

    /// <summary>Cancelled when the log turns out to be another.</summary>
    public CancellationToken WhileSame
    {
        get
        {
            lock (_gate)
                return _same.Token;
        }
    }

    /// <inheritdoc/>
    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(nameof(LogGuard), Stage, StartAsync, StopAsync);

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Dispose();
        _same.Dispose();
    }

    /// <summary>Looks which log it is now.</summary>
    /// <exception cref="LogException">It is another than what is stored belongs to, or cannot be told.</exception>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        var stored = await store.ReadLogAsync(cancellationToken);
        StoredLog read;
        try
        {
            read = await ReadAsync(cancellationToken);
        }
        catch (LogException e) when (e.IsMissing)
        {
            Stop($"{e.Message} What is stored belongs to {Describe(stored)}.");
            throw;
        }

        switch (StoredLog.Compare(stored, read))
        {
            case LogMatch.Same:
                GoOn();
                break;
            case LogMatch.Adopted:
                await AdoptAsync(stored, read, cancellationToken);
                GoOn();
                break;
            default:
                Stop(Difference(stored!, read));
                throw new LogException(_trouble!);
        }
    }

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        var (stored, read) = (await store.ReadLogAsync(cancellationToken), await ReadAsync(cancellationToken));
        switch (StoredLog.Compare(stored, read))
        {
            case LogMatch.OtherLog:
                throw new SettingException(
                    "Log:Topic", read, $"the log that the stored counts belong to, {stored}; 'batch reset' discards them and starts over");
            case LogMatch.OtherSegments:
                throw new SettingException(
                    "Log:SegmentBits", read.SegmentBits,
                        $"{stored!.SegmentBits}, which the stored counts were made with; 'batch reset' discards them and starts over");
            case LogMatch.Adopted:
                await AdoptAsync(stored, read, cancellationToken);
                break;
        }

        _watching = Task.Run(WatchAsync, CancellationToken.None);
    }

    private async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
        await _watching.WaitAsync(cancellationToken);
    }

    private async Task WatchAsync()
    {
        using var timer = new PeriodicTimer(options.Value.PartitionRefresh);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
                await LookAsync();
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The silo stops.
        }
    }

    private async Task LookAsync()
    {
        try
        {
            await CheckAsync(_stop.Token);
        }
        catch (Exception e) when (!_stop.IsCancellationRequested)
        {
            // What is known of the log stands until it can be asked again.
            LogCannotLook(e, eventLog.Events.Topic);
        }
    }

    private async ValueTask<StoredLog> ReadAsync(CancellationToken cancellationToken) =>
        new(eventLog.Events.Topic, await eventLog.Events.GetIdentityAsync(cancellationToken), options.Value.SegmentBits);

    private async Task AdoptAsync(StoredLog? stored, StoredLog read, CancellationToken cancellationToken)
    {
        if (stored is not null || (await store.ReadAsync(cancellationToken)).Count > 0)
            LogAdopted(read);
        await store.WriteLogAsync(read, stored, cancellationToken);
    }

    private void Stop(string trouble)
    {
        lock (_gate)
        {
            if (_trouble == trouble)
                return;
            _trouble = trouble;
        }

        LogStopped(trouble);
        _same.Cancel();
    }

    private void GoOn()
    {
        lock (_gate)
        {
            if (_trouble is null)
                return;
            _trouble = null;

            // Those who still hold the old token have been told; it needs no disposing.
            _same = new CancellationTokenSource();
        }

        LogBack(eventLog.Events.Topic);
    }

    private static string Describe(StoredLog? stored) => stored?.ToString() ?? "no log yet";

    private static string Difference(StoredLog stored, StoredLog read) => stored.Topic == read.Topic && stored.Identity == read.Identity
        ? $"The log is cut into segments of 2^{read.SegmentBits} offsets, what is stored into segments of 2^{stored.SegmentBits}."
        : $"The log is {read} now, but what is stored belongs to {stored}. Bring that log back, or start over with 'batch reset'.";

    [LoggerMessage(44, LogLevel.Information, "What is stored belongs to no log by name yet; it is taken for that of {Log}")]
    private partial void LogAdopted(StoredLog log);

    [LoggerMessage(45, LogLevel.Critical, "The partitions are stopped: {Trouble}")]
    private partial void LogStopped(string trouble);

    [LoggerMessage(46, LogLevel.Warning, "The log of {Topic} is the right one again; its partitions go on")]
    private partial void LogBack(string topic);

    [LoggerMessage(47, LogLevel.Debug, "Cannot tell which log {Topic} is now")]
    private partial void LogCannotLook(Exception exception, string topic);
}
