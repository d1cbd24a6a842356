using System.Text;
using Confluent.Kafka;
using OrleansFlights.Log.Kafka;

namespace OrleansFlights.Log.Tests.Kafka;

/// <summary>The contract on the broker of <c>FLIGHTS_TEST_KAFKA</c>: the one inside the client has no compacted topics.</summary>
public sealed class KafkaStatefulLogContract : StatefulLogContract, IAsyncLifetime
{
    private readonly KafkaFixture _fixture = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task AState_UnderTheTopicsIdInHexadecimal_IsFoundAndReplaced()
    {
        var log = (KafkaEventLog)Open();
        await log.Events.GetOffsetsAsync(LogTesting.Token);
        var states = log.Open(log.Events.Topic + KafkaWriterStates.Suffix, compacted: true);
        var stored = Encoding.ASCII.GetBytes($"{await IdAsync(log.Events.Topic)}\nrow 7");
        await states.Append(new LogEntry("a"u8.ToArray(), stored, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()));

        await using (var writer = await log.OpenWriterAsync(log.Events.Topic, "a", LogTesting.Token))
        {
            Assert.Equal("row 7", Encoding.UTF8.GetString(writer.State.Span));
            await writer.CommitAsync(ReadOnlyMemory<LogEntry>.Empty, "row 9"u8.ToArray(), LogTesting.Token);
        }

        await using var again = await log.OpenWriterAsync(log.Events.Topic, "a", LogTesting.Token);
        Assert.Equal("row 9", Encoding.UTF8.GetString(again.State.Span));
    }

    protected override IEventLog Open() => _fixture.Open(KafkaFixture.BrokerOrSkip("compacted topics"));

    private static async Task<string> IdAsync(string topic)
    {
        using var admin = new AdminClientBuilder(
            new AdminClientConfig { BootstrapServers = KafkaFixture.BrokerOrSkip("compacted topics") }).Build();
        var id = (await admin.DescribeTopicsAsync(TopicCollection.OfTopicNames([topic]))).TopicDescriptions[0].TopicId;
        return $"{(long)id.MostSignificantBits:x16}{(long)id.LeastSignificantBits:x16}";
    }
}
