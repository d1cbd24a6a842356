using Microsoft.Extensions.Configuration;
using OrleansFlights.Foundation.Settings;
using OrleansFlights.Gateway.Limits;

namespace OrleansFlights.Api.Tests;

public sealed class SettingTests
{
#if STACK_FULL
    private const bool IsFull = true;
#else
    private const bool IsFull = false;
#endif

    [Theory]
    [InlineData("MaxDepth", "0")]
    [InlineData("MaxComplexity", "0")]
    [InlineData("MaxPageSize", "1001")]
    [InlineData("MaxBodyBytes", "10")]
    [InlineData("MaxConnections", "-1")]
    [InlineData("MaxSubscriptionsPerConnection", "0")]
    [InlineData("Timeout", "00:00:00")]
    [InlineData("ConnectionInitTimeout", "01:00:00")]
    [InlineData("KeepAlive", "00:00:00")]
    public void SettingOutOfRange_IsNamed(string name, string value)
    {
        var error = Assert.Throws<SettingException>(() => SettingsReader.Read<GraphQLLimits>(With($"GraphQL:{name}", value)));
        Assert.Equal($"GraphQL:{name}", error.Key);
    }

    [Fact]
    public void ServerUnsaid_IsHotChocolateWhereTheBuildHasIt() =>
        Assert.StartsWith(IsFull ? "HotChocolate" : "GraphQLNet", GraphQLServers.Choose(new ConfigurationBuilder().Build()).GetType().Name,
            StringComparison.Ordinal);

    [Fact]
    public void GraphQLNet_IsInEveryBuild() =>
        Assert.Equal("GraphQLNetServer", GraphQLServers.Choose(With(GraphQLServers.Key, "graphqlnet")).GetType().Name);

    [Fact]
    public void HotChocolate_IsRefusedWhereTheBuildHasNone()
    {
        Assert.SkipWhen(IsFull, "this build has the HotChocolate adapter.");
        var wrong = Assert.Throws<SettingException>(() => GraphQLServers.Choose(With(GraphQLServers.Key, "hotchocolate")));
        Assert.Contains("this build has no HotChocolate adapter; build with -p:Stack=full", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void UnknownServer_IsNamedWithWhatIsAllowed()
    {
        var wrong = Assert.Throws<SettingException>(() => GraphQLServers.Choose(With(GraphQLServers.Key, "apollo")));
        Assert.Equal("GraphQL:Server is 'apollo'; allowed: graphqlnet or hotchocolate.", wrong.Message);
    }

    private static IConfiguration With(string key, string value) =>
        new ConfigurationBuilder().AddInMemoryCollection([new(key, value)]).Build();
}
