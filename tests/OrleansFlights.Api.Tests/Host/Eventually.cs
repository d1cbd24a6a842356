using System.Diagnostics;

namespace OrleansFlights.Api.Tests;

/// <summary>Waits for conditions with a deadline.</summary>
internal static class Eventually
{
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    /// <summary>Waits until a condition holds; fails with what <paramref name="state"/> tells.</summary>
    public static async Task HoldsAsync(Func<bool> condition, Func<string> state)
    {
        var watch = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(watch.Elapsed < Deadline, $"did not hold within {Deadline}: {state()}");
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
    }
}
