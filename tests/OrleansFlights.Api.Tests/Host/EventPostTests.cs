using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using OrleansFlights.Log;
using OrleansFlights.Log.Hosting;

namespace OrleansFlights.Api.Tests;

public sealed class GatewayWithLog : TestGateway
{
    protected override void Add(WebApplicationBuilder builder) => builder.Services.AddFlightLog(builder.Configuration);
}

public sealed class EventPostTests(GatewayWithLog gateway) : IClassFixture<GatewayWithLog>
{
    private const string Good = """{"flight_id":"F1","airline":"Emirates","origin":"DXB","destination":"ZRH","scheduled_departure":"2026-03-29T06:00:00Z","actual_departure":null,"status":"scheduled","aircraft":{"model":"A","registration":"B"}}""";
    private const string Bad = """{"flight_id":"F1","airline":"Emirates","origin":"DXB","destination":"DXB","scheduled_departure":"2026-03-29T06:00:00Z","actual_departure":null,"status":"scheduled","aircraft":{"model":"A","registration":"B"}}""";

    private Task<HttpResponseMessage> PostAsync(string body, string type = "application/json") => gateway.Http.PostAsync(
        new Uri("/events", UriKind.Relative), new StringContent(body, Encoding.UTF8, type), TestContext.Current.CancellationToken);

    [Theory]
    [InlineData(Good, 200, 1)]
    [InlineData($"[{Good},{Good}]", 200, 2)]
    [InlineData($"[{Good},{Bad},7]", 207, 1)]
    [InlineData(Bad, 422, 0)]
    [InlineData("\"text\"", 422, 0)]
    public async Task Events_AreTakenOneByOne_AndTheirPositionsTold(string body, int status, int accepted)
    {
        var topic = gateway.Services.GetRequiredService<IEventLog>().Events;
        var before = (await topic.GetOffsetsAsync(TestContext.Current.CancellationToken)).Sum(o => o.End);
        using var response = await PostAsync(body);
        Assert.Equal(status, (int)response.StatusCode);
        var answer = await TestGateway.JsonAsync(response);
        Assert.Equal(accepted, answer.GetProperty("accepted").GetInt32());
        Assert.Equal(accepted, answer.GetProperty("errors").EnumerateArray().Count(e => e.ValueKind == JsonValueKind.Null));
        Assert.Equal(before + accepted, (await topic.GetOffsetsAsync(TestContext.Current.CancellationToken)).Sum(o => o.End));
        if (accepted > 0)
            Assert.Equal(before + accepted, answer.GetProperty("positions").EnumerateArray().Sum(p => p.GetProperty("offset").GetInt64()));
    }

    [Theory]
    [InlineData("", "application/json", 400)]
    [InlineData("[]", "application/json", 400)]
    [InlineData("{", "application/json", 400)]
    [InlineData("{\"flight_id\":\"\\ud800\"}", "application/json", 400)]
    [InlineData(Good, "text/plain", 415)]
    public async Task WhatIsNoEvents_IsTheClientsFault(string body, string type, int status)
    {
        using var response = await PostAsync(body, type);
        Assert.Equal((HttpStatusCode)status, response.StatusCode);
    }
}
