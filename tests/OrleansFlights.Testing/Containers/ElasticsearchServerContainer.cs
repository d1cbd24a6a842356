using DotNet.Testcontainers.Builders;
using DotNet.Testcontainers.Containers;

namespace OrleansFlights.Testing;

/// <summary>An Elasticsearch node without security, named by <c>FLIGHTS_TEST_ELASTICSEARCH</c> as URL.</summary>
public sealed class ElasticsearchServerContainer() : ServerContainer<IContainer>(Variable, "docker.elastic.co/elasticsearch/elasticsearch")
{
    private const string Variable = "FLIGHTS_TEST_ELASTICSEARCH";
    private const ushort Port = 9200;

    /// <inheritdoc/>
    protected override IContainer Build(string image) => new ContainerBuilder(image)
        .WithEnvironment("discovery.type", "single-node")
        .WithEnvironment("xpack.security.enabled", "false")
        .WithEnvironment("ES_JAVA_OPTS", "-Xms512m -Xmx512m")
        .WithPortBinding(Port, assignRandomHostPort: true)
        .WithWaitStrategy(Wait.ForUnixContainer().UntilHttpRequestIsSucceeded(request => request.ForPort(Port).ForPath("/_cluster/health")))
        .Build();

    /// <inheritdoc/>
    protected override IEnumerable<(string Variable, string Value)> Settings(IContainer container) =>
        [(Variable, $"http://{container.Hostname}:{container.GetMappedPublicPort(Port)}")];
}
