using OrleansFlights.Grains.Contracts;

namespace OrleansFlights.Api.Tests;

/// <summary>Three dead letters of one partition, a page of them at a time.</summary>
public sealed class FakeDeadLetterGrain : Grain, IDeadLetterGrain
{
    private const int Count = 3;

    public ValueTask<DeadLetterPage> Read(DeadLetterQuery query)
    {
        var before = query.Before.IsEmpty ? Count : query.Before[0].Offset;
        var letters = Enumerable.Range(0, (int)Math.Min(query.First, before)).Select(i => Letter(before - 1 - i)).ToList();
        return new(new DeadLetterPage([.. letters], [new(0, before - letters.Count)], before > letters.Count));
    }

    private static DeadLetterEntry Letter(long at) => new(
        $"reason {at}", 0, 10 + at, DateTimeOffset.UnixEpoch.AddSeconds(at), [.. "DXB-ZRH"u8], [0x7b, 0xff], 5_000);
}
