using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;

namespace OrleansFlights.Compose.Tests;

/// <summary>Traces go where <c>OTLP_ENDPOINT</c> says, and hold together what several processes do for one request.</summary>
[Collection(typeof(RunningStack))]
public sealed class TraceTests(Topology stack, ITestOutputHelper output)
{
    private const string Query = "{ totals { events } }";
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    /// <summary>Spans of HTTP requests are called after their method.</summary>
    private static readonly string[] Methods = ["GET", "POST", "HEAD", "DELETE"];

    private readonly Topology _stack = stack.OrSkip();

    [Fact]
    public async Task Query_GoesOnInTheCallersTraceToTheGrainThatAnswers()
    {
        var (trace, caller) = ($"{ActivityTraceId.CreateRandom()}", $"{ActivitySpanId.CreateRandom()}");
        using var request = new HttpRequestMessage(
            HttpMethod.Post, new Uri($"http://{_stack.Api.Address}:8088/graphql"))
        { Content = JsonContent.Create(new { query = Query }) };
        request.Headers.Add("traceparent", $"00-{trace}-{caller}-01");
        using var response = await _stack.Http.SendAsync(request, TestContext.Current.CancellationToken);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        Assert.True(answer.GetProperty("data").GetProperty("totals").GetProperty("events").GetInt64() >= 0, $"{answer}");

        IReadOnlyList<ReceivedSpan>? line = null;
        await Eventually.TrueAsync(
            Deadline,
            () =>
            {
                line = _stack.Traces.Spans.Values.Where(
                    s => s.Process == "silo" && s.Trace == trace && s.Name.StartsWith("IViewGrain/", StringComparison.Ordinal))
                    .Select(s => _stack.Traces.Ancestry(s, caller)).FirstOrDefault(l => l is not null);
                return Task.FromResult(line is not null);
            },
            () => $"{_stack.Traces.Spans.Count} spans; of this trace: "
                + $"{string.Join(", ", _stack.Traces.Spans.Values.Where(s => s.Trace == trace).Select(s => $"{s.Process} {s.Name}"))}\n{_stack.State()}");
        output.WriteLine(string.Join(" < ", line!.Select(s => $"{s.Process} {s.Name}")));
        Assert.All(line!, s => Assert.Equal(trace, s.Trace));
        Assert.Equal("api", line![^1].Process);
        Assert.Contains("/graphql", line[^1].Name, StringComparison.Ordinal);
        Assert.Equal(caller, line[^1].Parent);

        // What silos call of their own accord is nobody's request and would bury those.
        Assert.All(_stack.Traces.Spans.Values.Where(s => s.Parent.Length == 0), s => Assert.Contains(s.Name.Split(' ')[0], Methods));
    }
}
