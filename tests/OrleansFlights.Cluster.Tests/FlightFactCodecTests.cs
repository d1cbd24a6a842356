using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using OrleansFlights.Flights;
using OrleansFlights.Streams;

namespace OrleansFlights.Cluster.Tests;

public sealed class FlightFactCodecTests
{
    [Fact]
    public void BatchOfFacts_CrossesUnchangedInAboutSixteenBytesAFact()
    {
        var facts = Enumerable.Range(0, 1_000)
            .Select(i =>
                new FlightFact(i * 12_345_678_901L, 5_900_000 + i, (FlightStatus)(i % FlightStatuses.Count), i % 3 == 0 ? null : i - 500))
            .ToArray();
        var batch = new StreamBatch<FlightFact> { Partition = 3, CoversFrom = 7, CoversTo = 1L << 50, Events = facts };
        using var services = new ServiceCollection().AddSerializer().BuildServiceProvider();
        var serializer = services.GetRequiredService<Serializer>();

        var bytes = serializer.SerializeToArray(batch);
        var back = serializer.Deserialize<StreamBatch<FlightFact>>(bytes)!;

        Assert.Equal(facts, back.Events.ToArray());
        Assert.Equal((3, 7, 1L << 50), (back.Partition, back.CoversFrom, back.CoversTo));
        Assert.InRange(bytes.Length, facts.Length * FlightFact.Size, (facts.Length * (FlightFact.Size + 2)) + 128);
    }
}
