using OrleansFlights.Log;

namespace OrleansFlights.Batch.Tests;

/// <summary>A topic that refuses large records, or takes half of what it gets and then says that it failed.</summary>
internal sealed class MoodyTopic(ITopic topic) : ITopic
{
    public int MaxBytes { get; init; } = int.MaxValue;

    public int Failures { get; set; }

    public Action OnAppend { get; init; } = () => { };

    public string Topic => topic.Topic;

    public async ValueTask AppendAsync(ReadOnlyMemory<LogEntry> entries, CancellationToken cancellationToken)
    {
        OnAppend();
        if (Failures-- > 0)
        {
            await topic.AppendAsync(entries[..(entries.Length / 2)], cancellationToken);
            throw new LogException("the topic is moody") { IsTransient = true };
        }

        foreach (var entry in entries.ToArray())
        {
            if (entry.Value.Length > MaxBytes)
                throw new LogException("the topic takes no such record") { IsTooLarge = true };
            await topic.AppendAsync(new[] { entry }, cancellationToken);
        }
    }

    public ValueTask<LogIdentity> GetIdentityAsync(CancellationToken cancellationToken) => topic.GetIdentityAsync(cancellationToken);

    public ValueTask<IReadOnlyList<OffsetRange>> GetOffsetsAsync(CancellationToken cancellationToken) =>
        topic.GetOffsetsAsync(cancellationToken);

    public ILogReader OpenReader(int partition, long offset) => topic.OpenReader(partition, offset);

    public ValueTask TruncateAsync(int partition, long before, CancellationToken cancellationToken) =>
        topic.TruncateAsync(partition, before, cancellationToken);

    public ValueTask DisposeAsync() => topic.DisposeAsync();
}
