using DotNet.Testcontainers.Builders;
using DotNet.Testcontainers.Containers;

namespace OrleansFlights.Testing;

/// <summary>A Cassandra node, named by <c>FLIGHTS_TEST_CASSANDRA</c> as <c>host:port</c>.</summary>
public sealed class CassandraServerContainer() : ServerContainer<IContainer>(Variable, "cassandra")
{
    private const string Variable = "FLIGHTS_TEST_CASSANDRA";
    private const ushort Port = 9042;

    /// <inheritdoc/>
    protected override IContainer Build(string image) => new ContainerBuilder(image)
        .WithEnvironment("MAX_HEAP_SIZE", "512M")
        .WithEnvironment("HEAP_NEWSIZE", "128M")
        .WithPortBinding(Port, assignRandomHostPort: true)
        .WithWaitStrategy(Wait.ForUnixContainer().UntilCommandIsCompleted("cqlsh", "-e", "DESCRIBE KEYSPACES"))
        .Build();

    /// <inheritdoc/>
    protected override IEnumerable<(string Variable, string Value)> Settings(IContainer container) =>
        [(Variable, $"{container.Hostname}:{container.GetMappedPublicPort(Port)}")];
}
