namespace OrleansFlights.Api.Tests;

/// <summary>What the protocols' own tools say: the GraphQL over HTTP audit, the graphql-ws and the graphql-sse clients.</summary>
public abstract class ReferenceClientContract(TestGateway gateway, NodeChecks node)
{
    private string Url => new Uri(gateway.BaseUrl, "/graphql").ToString();

    [Fact]
    public async Task HttpAudit_Holds()
    {
        var (exit, output) = await node.RunAsync("audit.mjs", Url);
        Assert.True(exit == 0, output);
        Assert.Contains("checks hold", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SocketClient_SubscribesAndQueries()
    {
        var (exit, output) = await node.RunAsync("socket.mjs", gateway.SocketUrl.ToString(), "2");
        Assert.True(exit == 0, output);
        var lines = output.Trim().Split('\n');
        Assert.Equal("""{"data":{"pipeline":{"deadLetters":3}}}""", lines[0]);
        Assert.Equal("""{"data":{"pipeline":{"deadLetters":3}}}""", lines[1]);
        Assert.StartsWith("""{"data":{"totals":{"events":""", lines[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task EventStreamClient_Subscribes()
    {
        var (exit, output) = await node.RunAsync("events.mjs", Url, "2");
        Assert.True(exit == 0, output);
        Assert.Equal(2, output.Trim().Split('\n').Count(l => l == """{"data":{"pipeline":{"deadLetters":3}}}"""));
    }
}
