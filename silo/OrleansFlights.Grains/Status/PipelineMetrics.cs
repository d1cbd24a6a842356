using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using OrleansFlights.Grains.Background;
using OrleansFlights.Grains.Generations;
using OrleansFlights.Log;
using OrleansFlights.Streams;

namespace OrleansFlights.Grains.Status;

/// <summary>
/// Gauges of what no single part knows by itself, of the meter <c>OrleansFlights.Grains</c>: how far the partitions that this silo reads
/// lie behind the log, and which generation it answers from.
/// </summary>
public sealed partial class PipelineMetrics : SiloBackgroundService, IReadingHealth
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan StallPatience = TimeSpan.FromSeconds(30);
    private static readonly Meter Meter = new("OrleansFlights.Grains");

    private readonly ITopic _log;
    private readonly PartitionStatuses _partitions;
    private readonly GenerationMonitor _board;
    private readonly ILogger _logger;
    private readonly StallDetector _stalls = new(StallPatience);
    private IReadOnlyList<OffsetRange> _extents = [];
    private IReadOnlySet<int> _stalled = new HashSet<int>();

    /// <summary>Publishes the gauges.</summary>
    public PipelineMetrics(ITopic log, PartitionStatuses partitions, GenerationMonitor board, ILogger<PipelineMetrics> logger)
        : base(Period, ServiceLifecycleStage.Active)
    {
        _log = log;
        _partitions = partitions;
        _board = board;
        _logger = logger;
        Meter.CreateObservableGauge("flights_lag", Lags, "{record}", "Records on the log that were not delivered to their views yet.");
        Meter.CreateObservableGauge(
            "flights_partition_stalled", Stalled, null, "1 for a partition that cannot be read or stands still behind the log's end.");
        Meter.CreateObservableGauge(
            "flights_partitions", () => _extents.Count, null, "Partitions of the log; each should be read by one silo.");
        Meter.CreateObservableGauge(
            "flights_generation", () => _board.Current.Published.Published.Id, null, "Number of the published generation; 0 for none.");
        Meter.CreateObservableGauge(
            "flights_generation_age", Age, "s", "Time since the run of the published generation began; nothing when there is none.");
        Meter.CreateObservableGauge(
            "flights_complete", Complete, null, "1 when answers miss nothing; 0 when the log was cut off above what they need.");
    }

    /// <inheritdoc/>
    protected override Task BeginAsync(CancellationToken cancellationToken)
    {
        LogMetrics.Announce();
        StreamMetrics.Announce();
        GrainMetrics.Announce();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override async Task RoundAsync(CancellationToken cancellationToken)
    {
        try
        {
            _extents = await _log.GetOffsetsAsync(cancellationToken);
            LookForStalls();
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            LogFailed(e);
        }
    }

    /// <summary>What is wrong with the partitions that this silo reads; null when nothing is.</summary>
    public string? Trouble
    {
        get
        {
            var stalled = _stalled;
            var troubles = _partitions.Current
                .Where(p => p.Trouble is not null || p.Quarantined > 0 || stalled.Contains(p.Partition))
                .Select(p => $"partition {p.Partition}: " + (p.Trouble
                    ?? (stalled.Contains(p.Partition)
                        ? $"stands still at {p.Delivered}" : $"{p.Quarantined} views are set apart because they always fail")))
                .ToList();
            return troubles.Count == 0 ? null : string.Join("; ", troubles);
        }
    }

    private void LookForStalls()
    {
        var now = TimeSpan.FromMilliseconds(Environment.TickCount64);
        var ends = _extents.ToDictionary(range => range.Partition, range => range.End);
        var current = _partitions.Current;
        _stalls.KeepOnly(current.Select(p => p.Partition).ToHashSet());
        _stalled = current
            .Where(p => _stalls.Note(p.Partition, p.Delivered, ends.GetValueOrDefault(p.Partition), now))
            .Select(p => p.Partition)
            .ToHashSet();
    }

    private IEnumerable<Measurement<int>> Stalled()
    {
        var stalled = _stalled;
        return _partitions.Current.Select(p => new Measurement<int>(
            p.Trouble is not null || stalled.Contains(p.Partition) ? 1 : 0, new KeyValuePair<string, object?>("partition", p.Partition)));
    }

    private IEnumerable<Measurement<long>> Lags()
    {
        var delivered = _partitions.Current.ToDictionary(p => p.Partition, p => p.Delivered);
        foreach (var range in _extents)
        {
            if (delivered.TryGetValue(range.Partition, out var upTo))
                yield return new Measurement<long>(
                    Math.Max(0, range.End - upTo), new KeyValuePair<string, object?>("partition", range.Partition));
        }
    }

    private IEnumerable<Measurement<double>> Age() => _board.Current.Published.Published is { Id: > 0 } published
        ? [new Measurement<double>((DateTimeOffset.UtcNow - published.Created).TotalSeconds)]
        : [];

    private int Complete() => _board.Current.Completeness.IsComplete(_board.Current.Published.Published.Cut) ? 1 : 0;

    [LoggerMessage(170, LogLevel.Debug, "Cannot ask the log where it ends; the lag shown is that of the last answer")]
    private partial void LogFailed(Exception exception);
}
