using System.Net;
using System.Net.Http.Json;

namespace OrleansFlights.Api.Tests.Edge;

/// <summary>
/// Where no client is asked who it is, nobody but the machine itself may operate: not who comes through a proxy, and not a page of another
/// site in a browser on this machine. The gateway of these tests has no batch layer, so who is let through hears just that.
/// </summary>
public sealed class OperatorAccessTests(TestGateway gateway) : IClassFixture<TestGateway>
{
    [Fact]
    public async Task OwnMachine_IsLetThrough() => Assert.Equal(HttpStatusCode.NotImplemented, await PostAsync(_ => { }));

    [Theory]
    [InlineData("X-Forwarded-For", "10.0.0.7")]
    [InlineData("Forwarded", "for=10.0.0.7")]
    [InlineData("Via", "1.1 proxy")]
    [InlineData("Host", "flights.example")]
    [InlineData("Host", "127.0.0.1.evil.example")]
    [InlineData("Origin", "https://evil.example")]
    [InlineData("Origin", "null")]
    public async Task WhatComesFromElsewhere_IsForbidden(string header, string value) =>
        Assert.Equal(HttpStatusCode.Forbidden, await PostAsync(request => request.Headers.TryAddWithoutValidation(header, value)));

    [Fact]
    public async Task AProcessWithoutTheBatchLayer_OffersNothing() => Assert.False(
        (await gateway.PostAsync("{ about { operates } }")).GetProperty("data").GetProperty("about").GetProperty("operates").GetBoolean());

    private async Task<HttpStatusCode> PostAsync(Action<HttpRequestMessage> change)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/generations/rollback", UriKind.Relative))
        {
            Content = JsonContent.Create(new { reason = "x" }),
        };
        change(request);
        using var response = await gateway.Http.SendAsync(request, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }
}
