using Testcontainers.Kafka;

namespace OrleansFlights.Testing;

/// <summary>A Kafka broker, named by <c>FLIGHTS_TEST_KAFKA</c> as <c>host:port</c>.</summary>
public sealed class KafkaServerContainer() : ServerContainer<KafkaContainer>(Variable, "apache/kafka")
{
    private const string Variable = "FLIGHTS_TEST_KAFKA";

    /// <inheritdoc/>
    protected override KafkaContainer Build(string image) => new KafkaBuilder(image).Build();

    /// <inheritdoc/>
    protected override IEnumerable<(string Variable, string Value)> Settings(KafkaContainer container) =>
        [(Variable, new Uri(container.GetBootstrapAddress()).Authority)];
}
