using Testcontainers.Redis;

namespace OrleansFlights.Testing;

/// <summary>A Redis server, named by <c>FLIGHTS_TEST_REDIS</c> as <c>host:port</c>.</summary>
public sealed class RedisServerContainer() : ServerContainer<RedisContainer>(Variable, "redis")
{
    private const string Variable = "FLIGHTS_TEST_REDIS";

    /// <inheritdoc/>
    protected override RedisContainer Build(string image) => new RedisBuilder(image).Build();

    /// <inheritdoc/>
    protected override IEnumerable<(string Variable, string Value)> Settings(RedisContainer container) =>
        [(Variable, container.GetConnectionString())];
}
