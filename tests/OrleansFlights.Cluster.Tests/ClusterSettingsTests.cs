using Microsoft.Extensions.Configuration;
using OrleansFlights.Foundation.Settings;

namespace OrleansFlights.Cluster.Tests;

public sealed class ClusterSettingsTests
{
    [Theory]
    [InlineData("Cluster:Provider", "zookeeper")]
    [InlineData("Cluster:SiloPort", "65536")]
    [InlineData("Cluster:GatewayPort", "many")]
    [InlineData("Cluster:ProbeTimeout", "soon")]
    [InlineData("Cluster:ProbeTimeout", "00:00:00.01")]
    [InlineData("Cluster:MissedProbes", "0")]
    [InlineData("Cluster:ClusterId", "a b")]
    [InlineData("Cluster:ServiceId", "")]
    public void Read_OfAWrongValue_NamesTheKey(string key, string value) =>
        Assert.Equal(key, Assert.Throws<SettingException>(() => Read((key, value))).Key);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("host:6379,nonsense=1,password=secret")]
    public void Read_OfRedisWithoutAUsableConnection_NamesTheKeyAndNoSecret(string? connection)
    {
        var exception = Assert.Throws<SettingException>(
            () => Read(("Cluster:Provider", "redis"), ("Cluster:Redis:ConnectionString", connection)));
        Assert.Equal("Cluster:Redis:ConnectionString", exception.Key);
        Assert.DoesNotContain("secret", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OfNothing_IsLocalhost() => Assert.True(Read().IsLocalhost);

    private static FlightClusterOptions Read(params (string Key, string? Value)[] settings) =>
        ClusterSettings.Read(new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(s => s.Key, s => s.Value)).Build());
}
