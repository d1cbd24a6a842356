using Microsoft.Extensions.Logging;
using OrleansFlights.Log;
using OrleansFlights.Streams.Checkpointing;

namespace OrleansFlights.Streams.Provider;

/// <summary>What all partitions of a silo share.</summary>
internal sealed record PartitionServices(
    IEventLog EventLog,
    LogGuard Guard,
    ICheckpointStore Checkpoints,
    IReplayStart Floor,
    IGrainFactory Grains,
    PartitionStatuses Statuses,
    LogStreamOptions Options,
    ILoggerFactory Loggers);
