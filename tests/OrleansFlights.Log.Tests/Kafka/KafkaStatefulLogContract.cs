namespace OrleansFlights.Log.Tests.Kafka;

/// <summary>The contract on the broker of <c>FLIGHTS_TEST_KAFKA</c>: the one inside the client has no compacted topics.</summary>
public sealed class KafkaStatefulLogContract : StatefulLogContract, IAsyncLifetime
{
    private readonly KafkaFixture _fixture = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    protected override IEventLog Open() => _fixture.Open(KafkaFixture.BrokerOrSkip("compacted topics"));
}
