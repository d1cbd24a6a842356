namespace Orleans.Streaming.Kafka.Tests;

/// <summary>Waits for a condition, with a deadline and the state in its message.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(25);

    public static Task TrueAsync(Func<bool> condition, Func<string> state) => TrueAsync(() => Task.FromResult(condition()), state);

    public static async Task TrueAsync(Func<Task<bool>> condition, Func<string> state)
    {
        var until = DateTime.UtcNow + Deadline;
        while (!await condition())
        {
            if (DateTime.UtcNow > until)
                Assert.Fail($"not so within {Deadline}: {state()}");
            await Task.Delay(Pause);
        }
    }
}
