using OrleansFlights.Flights;
using OrleansFlights.Grains.Contracts;
using OrleansFlights.Log;

namespace OrleansFlights.Cluster.Tests;

/// <summary>Compares answers with a recount of the log.</summary>
internal static class Verification
{
    private static readonly TimeSpan CatchUp = TimeSpan.FromMinutes(2);

    /// <summary>Waits until everything on the log was delivered.</summary>
    public static Task CaughtUpAsync(IGrainFactory grains) => Eventually.TrueAsync(
        CatchUp,
        async () => (await PipelineAsync(grains))?.Partitions.All(p => p.Watermark == p.EndOffset) ?? false,
        async () => string.Join(' ', (await PipelineAsync(grains))?.Partitions ?? []));

    /// <summary>Every answer read on the way equals a recount at its own watermarks; every view ends at a recount of all.</summary>
    /// <returns>How many views were compared at the end.</returns>
    public static async Task<int> AllEqualAsync(IGrainFactory grains, ITopic log, IEnumerable<ViewAnswer> answers)
    {
        var recount = await LogRecount.ReadAsync(log);
        foreach (var answer in answers)
            AssertEqual(recount, answer);

        var views = recount.Views.ToList();
        foreach (var view in views)
        {
            ViewAnswer? last = null;
            await Eventually.TrueAsync(
                CatchUp,
                async () =>
                {
                    last = await grains.View(view).Read();
                    AssertEqual(recount, last);
                    return Counts.Of(last.Tally) == recount.Count(view);
                },
                () => Task.FromResult($"{view} is {Counts.Of(last!.Tally)}, the log says {recount.Count(view)}"));
        }

        return views.Count;
    }

    public static void AssertEqual(LogRecount recount, ViewAnswer answer)
    {
        var view = new ViewKey(answer.Dimension, answer.Key);
        var expected = recount.Count(view, answer.Watermarks.ToDictionary(w => w.Partition, w => w.Offset));
        Assert.True(
            expected == Counts.Of(answer.Tally),
            $"{view} answered {Counts.Of(answer.Tally)} at {string.Join(' ', answer.Watermarks)}, the log says {expected}");
        Assert.True(answer.Complete, $"{view} says that it is incomplete");
    }

    private static async Task<PipelineAnswer?> PipelineAsync(IGrainFactory grains)
    {
        try
        {
            return await grains.GetGrain<IPipelineGrain>(IPipelineGrain.Key).Read();
        }
        catch (Exception e) when (e is TimeoutException or OrleansException or OperationCanceledException)
        {
            // The grain is moving; asked again.
            return null;
        }
    }
}
