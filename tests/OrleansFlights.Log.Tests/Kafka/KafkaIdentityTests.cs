using System.Diagnostics;
using Confluent.Kafka;
using static OrleansFlights.Log.Tests.LogTesting;

namespace OrleansFlights.Log.Tests.Kafka;

public sealed class KafkaIdentityTests
{
    [Fact]
    public async Task TopicMadeAgainUnderItsName_HasAnotherIdentity()
    {
        var broker = KafkaFixture.BrokerOrSkip("deletion of topics");
        await using var fixture = new KafkaFixture();
        var log = fixture.Open(broker).Events;
        var identity = await log.GetIdentityAsync(Token);
        Assert.False(identity.IsNameOnly);

        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = broker }).Build();
        await admin.DeleteTopicsAsync([fixture.Topic]);
        var missing = await WaitUntilMissing(log);
        Assert.True(missing.IsMissing);

        var again = fixture.Open(broker).Events;
        Assert.NotEqual(identity, await again.GetIdentityAsync(Token));
        Assert.Equal(await again.GetIdentityAsync(Token), await log.GetIdentityAsync(Token));
    }

    [Fact]
    public async Task BrokerThatGivesTopicsNoId_TellsThemApartByName()
    {
        Assert.SkipUnless(KafkaFixture.AnyBroker == MockBroker.Shared.Address, "a broker is named, and brokers give topics ids");
        await using var fixture = new KafkaFixture();

        Assert.Equal(LogIdentity.OfName(fixture.Topic), await fixture.Open(KafkaFixture.AnyBroker).Events.GetIdentityAsync(Token));
    }

    private static async Task<LogException> WaitUntilMissing(ITopic log)
    {
        for (var started = Stopwatch.GetTimestamp(); ;)
        {
            try
            {
                var identity = await log.GetIdentityAsync(Token);
                Assert.True(Stopwatch.GetElapsedTime(started) < Deadline, $"the deleted topic still has identity {identity}");
                await Task.Delay(20, Token);
            }
            catch (LogException e)
            {
                return e;
            }
        }
    }
}
