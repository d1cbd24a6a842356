namespace OrleansFlights.Log.Tests.Kafka;

/// <summary>The contract on the broker of <c>FLIGHTS_TEST_KAFKA</c>, or on the one inside the client.</summary>
public sealed class KafkaLogContract : EventLogContract, IAsyncLifetime
{
    private readonly KafkaFixture _fixture = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    protected override Task<ITopic> OpenAsync(int partitions) =>
        Task.FromResult(_fixture.Open(KafkaFixture.AnyBroker, partitions).Events);

    protected override Task<ITopic> OpenAnotherAsync() => Task.FromResult(_fixture.Open(KafkaFixture.AnyBroker).DeadLetters);

    protected override void SkipUnlessTruncating() => KafkaFixture.BrokerOrSkip("truncation");
}
