using DotNet.Testcontainers.Builders;
using DotNet.Testcontainers.Containers;

namespace OrleansFlights.Testing;

/// <summary>A MinIO server, named by <c>FLIGHTS_TEST_S3</c> as URL, with the keys of a user of its own.</summary>
public sealed class StoreServerContainer() : ServerContainer<IContainer>(Variable, "quay.io/minio/minio")
{
    private const string Variable = "FLIGHTS_TEST_S3";
    private const ushort Port = 9000;

    private readonly string _accessKey = Guid.NewGuid().ToString("N");
    private readonly string _secretKey = Guid.NewGuid().ToString("N");

    /// <inheritdoc/>
    protected override IContainer Build(string image) => new ContainerBuilder(image)
        .WithCommand("server", "/data")
        .WithEnvironment("MINIO_ROOT_USER", _accessKey)
        .WithEnvironment("MINIO_ROOT_PASSWORD", _secretKey)
        .WithPortBinding(Port, assignRandomHostPort: true)
        .WithWaitStrategy(
            Wait.ForUnixContainer().UntilHttpRequestIsSucceeded(request => request.ForPort(Port).ForPath("/minio/health/ready")))
        .Build();

    /// <inheritdoc/>
    protected override IEnumerable<(string Variable, string Value)> Settings(IContainer container) =>
    [
        (Variable, $"http://{container.Hostname}:{container.GetMappedPublicPort(Port)}"), (Variable + "_ACCESS_KEY", _accessKey),
        (Variable + "_SECRET_KEY", _secretKey),
    ];
}
