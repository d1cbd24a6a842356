using System.Collections.Concurrent;
using Orleans.Serialization;
using Orleans.Storage;

namespace Orleans.Streaming.Kafka.Tests;

/// <summary>Storage of this process, which survives silos that are killed.</summary>
internal sealed class StaticStorage(Serializer serializer) : IGrainStorage
{
    public const string Name = "static";

    private static readonly ConcurrentDictionary<string, (byte[] State, string ETag)> Stored = new();

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        if (Stored.TryGetValue($"{stateName}/{grainId}", out var found))
            (grainState.State, grainState.ETag, grainState.RecordExists) = (serializer.Deserialize<T>(found.State)!, found.ETag, true);
        else
            (grainState.ETag, grainState.RecordExists) = (null, false);
        return Task.CompletedTask;
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var key = $"{stateName}/{grainId}";
        var etag = Guid.NewGuid().ToString();
        var value = (serializer.SerializeToArray(grainState.State), etag);
        var isWritten = grainState.ETag is null
            ? Stored.TryAdd(key, value)
            : Stored.TryGetValue(key, out var before) && before.ETag == grainState.ETag && Stored.TryUpdate(key, value, before);
        if (!isWritten)
            throw new InconsistentStateException($"the state of {key} was written by another");
        (grainState.ETag, grainState.RecordExists) = (etag, true);
        return Task.CompletedTask;
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        Stored.TryRemove($"{stateName}/{grainId}", out _);
        (grainState.ETag, grainState.RecordExists) = (null, false);
        return Task.CompletedTask;
    }
}
