namespace OrleansFlights.Compose.Tests;

/// <summary>The servers that a stack runs on, beside the Redis that it starts itself.</summary>
/// <param name="Kafka">Its <c>host:port</c>.</param>
/// <param name="Store">The <c>host:port</c> of an S3 store.</param>
/// <param name="AccessKey">The store's user.</param>
/// <param name="SecretKey">The user's secret.</param>
/// <param name="Elasticsearch">Its <c>host:port</c>; null when there is none, and the index of flights is a file.</param>
internal sealed record StackServers(string Kafka, string Store, string AccessKey, string SecretKey, string? Elasticsearch)
{
    /// <summary>Those that variables name; skips the test when one that is needed is missing.</summary>
    /// <param name="variables">By name; null for this process's own.</param>
    public static StackServers OrSkip(IReadOnlyDictionary<string, string>? variables = null)
    {
        return new StackServers(
            Needed("FLIGHTS_TEST_KAFKA"), Needed("FLIGHTS_TEST_S3"), Given("FLIGHTS_TEST_S3_ACCESS_KEY")
                ?? "none", Given("FLIGHTS_TEST_S3_SECRET_KEY") ?? "none",
            Given("FLIGHTS_TEST_ELASTICSEARCH") is { } search ? Address(search) : null);

        string? Given(string name) =>
            (variables is null ? Environment.GetEnvironmentVariable(name) : variables.GetValueOrDefault(name)) is { Length: > 0 } value
                ? value : null;

        string Needed(string name)
        {
            var value = Given(name);
            Assert.SkipWhen(value is null, $"{name} names no server.");
            return Address(value!);
        }
    }

    private static string Address(string url) => url.Replace("http://", "", StringComparison.Ordinal);
}
