namespace OrleansFlights.Compose.Tests;

/// <summary>Traces go where <c>OTLP_ENDPOINT</c> says, and hold together what several processes do for one request.</summary>
[Collection(typeof(RunningStack))]
public sealed class TraceTests(Topology stack, ITestOutputHelper output)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task Query_IsOneTraceFromTheRequestToTheGrainThatAnswers()
    {
        var answers = new StackAnswers(stack, output);
        await answers.GenerationAsync(1);
        await using var load = new QueryLoop(stack.Gateway, await answers.RoutesAsync());
        load.Start();

        // One trace in ten is kept.
        IReadOnlyList<ReceivedSpan>? trace = null;
        await Eventually.TrueAsync(
            Deadline,
            () =>
            {
                trace = stack.Traces.Spans.Values.Where(s => s.Process == "silo").Select(stack.Traces.Ancestry)
                    .FirstOrDefault(line => line is [_, _, ..] && line[^1] is { Process: "api" } first && first.Name.Contains("/graphql", StringComparison.Ordinal));
                return Task.FromResult(trace is not null);
            },
            () => $"{stack.Traces.Spans.Count} spans: {string.Join(", ", stack.Traces.Spans.Values.Select(s => $"{s.Process} {s.Name}").Distinct().Take(20))}\n{stack.State()}");
        output.WriteLine(string.Join(" < ", trace!.Select(s => $"{s.Process} {s.Name}")));
        Assert.Single(trace!.Select(s => s.Trace).Distinct());
        Assert.Contains(trace!, s => s.Process == "silo" && s.Name.Contains("Read", StringComparison.Ordinal));
    }
}
