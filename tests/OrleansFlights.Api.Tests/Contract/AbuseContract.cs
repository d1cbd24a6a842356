using System.Net;
using System.Net.Sockets;
using System.Text;

namespace OrleansFlights.Api.Tests;

/// <summary>What is wrong or too much is the client's fault, told at once.</summary>
public abstract class AbuseContract(TestGateway gateway)
{
    public static TheoryData<string> BadText => new(
        """{"query":"{ airline(name: \"\\ud800\") { name } }"}""",
        """{"query":"{ airline(name: \"\\u{DC00}\") { name } }"}""",
        """{"query":"{ __typename } #\ud800"}""",
        """{"query":"query($n: String!) { airline(name: $n) { name } }","variables":{"n":"\udc00"}}""",
        """{"query":"query($n: String!) { airline(name: $n) { name } }","variables":{"\ud800":"x"}}""",
        """{"query":"{ __typename }","operationName":"\ud800\ud800"}""",
        """{"\ud800":1,"query":"{ __typename }"}""",
        """{"query":"{ __typename }","extensions":{"a":["\udfff"]}}""");

    [Theory]
    [MemberData(nameof(BadText))]
    public async Task BadText_Is400_And4400(string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await gateway.Http.PostAsync(
            new Uri("/graphql", UriKind.Relative), content, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.NotEmpty((await TestGateway.JsonAsync(response)).GetProperty("errors").EnumerateArray());
        await using var client = await GraphQLSocketClient.OpenAsync(gateway);
        await client.SendAsync($$"""{"id":"1","type":"subscribe","payload":{{body}}}""");
        Assert.Equal(4400, await client.ClosedAsync());
    }

    [Fact]
    public async Task InvalidUtf8_Is400()
    {
        byte[] body = [.. "{\"query\":\"{ airline(name: \\\""u8, 0xC3, 0x28, .. "\\\") { name } }\"}"u8];
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new("application/json");
        using var response = await gateway.Http.PostAsync(
            new Uri("/graphql", UriKind.Relative), content, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Theory]
    [InlineData("FFFFFFFFFFFFFFFFFFFF")]
    [InlineData("7FFFFFFFFFFFFFFF1")]
    [InlineData("x")]
    public async Task ChunkThatOverflows_Is400(string size)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(gateway.BaseUrl.Host, gateway.BaseUrl.Port, TestContext.Current.CancellationToken);
        await using var stream = client.GetStream();
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes(
                "POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: "
                + $"chunked\r\n\r\n{size}\r\n{{}}\r\n0\r\n\r\n"),
            TestContext.Current.CancellationToken);
        using var reader = new StreamReader(stream);
        Assert.StartsWith("HTTP/1.1 400", await reader.ReadLineAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    public static TheoryData<string> TooMuch => new(
        "{ " + string.Concat(Enumerable.Repeat("__schema { types { name } } ", 1_100)) + "}",
        "{ " + string.Concat(Enumerable.Repeat("... { __schema { types { name } } } ", 900)) + "}",
        "{ __typename } query B { " + string.Concat(Enumerable.Repeat("totals { events } ", 1_500)) + "}",
        "{ " + string.Concat(Enumerable.Range(0, 60)
            .Select(i => $"a{i}: __schema {{ types {{ fields {{ args {{ type {{ ofType {{ ofType {{ name }} }} }} }} }} }} }} ")) + "}",
        "{ ...F } fragment F on Query { " + string.Concat(Enumerable.Repeat("...G ", 1_000)) + "} fragment G on Query { __typename }");

    [Theory]
    [MemberData(nameof(TooMuch))]
    public async Task DocumentThatIsTooMuchToCheck_IsRefused(string query)
    {
        var error = (await gateway.PostAsync(query)).GetProperty("errors")[0];
        Assert.Equal("MAX_COMPLEXITY", error.GetProperty("extensions").GetProperty("code").GetString());
    }

    [Fact]
    public async Task Windows_FromTheFirstYearToTheLast_AreAnswered()
    {
        foreach (var span in (string[])["to: \"0001-01-01T00:00:00Z\"", "from: \"0001-01-01T00:00:00Z\", to: \"9999-12-31T23:59:59Z\""])
            Assert.False((await gateway.PostAsync($$"""{ airport(code: "ZRH") { arrivals { windows({{span}}) { start } } } }""")).TryGetProperty("errors", out var errors), errors.ToString());
    }
}
