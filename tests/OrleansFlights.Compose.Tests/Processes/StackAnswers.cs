using System.Text.Json;

namespace OrleansFlights.Compose.Tests;

/// <summary>What a running stack answers, held against its log.</summary>
internal sealed class StackAnswers(Topology stack, ITestOutputHelper output)
{
    private const int PageSize = 100;
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(5);

    /// <summary>Waits until a generation of the batch layer is published that has this id or a later one.</summary>
    public async Task GenerationAsync(long least)
    {
        var pipeline = default(JsonElement);
        var trouble = "";
        await Eventually.TrueAsync(
            Deadline,
            async () =>
            {
                stack.FailIfEnded();
                try
                {
                    pipeline = await stack.Gateway.QueryAsync(
                        "{ pipeline { generation { id } partitions { partition endOffset watermark } } }");
                    return pipeline.GetProperty("pipeline").GetProperty("generation").GetProperty("id").GetInt64() >= least;
                }
                catch (Exception e) when (e is Xunit.Sdk.XunitException or HttpRequestException or TaskCanceledException)
                {
                    // Grains that start, or move, may not be there at once.
                    trouble = e.Message;
                    return false;
                }
            },
            () => $"{pipeline} {trouble}\n{stack.State()}");
    }

    /// <summary>The routes with the most events.</summary>
    public async Task<IReadOnlyList<(string Origin, string Destination)>> RoutesAsync()
    {
        var page = await stack.Gateway.QueryAsync($"{{ routes(first: {PageSize}) {{ nodes {{ origin destination }} }} }}");
        return [.. page.GetProperty("routes").GetProperty("nodes").EnumerateArray()
            .Select(r => (r.GetProperty("origin").GetString()!, r.GetProperty("destination").GetString()!))];
    }

    /// <summary>Every answer equals a recount of the log at the answer's watermarks.</summary>
    public async Task EqualAsync(IReadOnlyCollection<WatermarkedAnswer> answers)
    {
        Assert.NotEmpty(answers);
        var recount = new LogRecount();
        await recount.ReadAsync(stack.Log);
        foreach (var answer in answers)
        {
            var expected = recount.Count(answer.View, answer.Watermarks);
            Assert.True(answer.Complete, $"{answer.View} says that it is incomplete");
            Assert.True(expected == answer.Counts,
                $"{answer.View} answered {answer.Counts}, the log says {expected} at {string.Join(' ', answer.Watermarks)}");
        }

        output.WriteLine($"{answers.Count} answers equal a recount, {answers.Sum(a => a.Counts.Events)} events in them");
    }
}
