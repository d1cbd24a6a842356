namespace OrleansFlights.Compose.Tests;

/// <summary>Waits for a condition, with a deadline and the state in its message.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    public static async Task TrueAsync(TimeSpan deadline, Func<Task<bool>> condition, Func<string> state)
    {
        var until = DateTime.UtcNow + deadline;
        while (!await condition())
        {
            if (DateTime.UtcNow > until)
                Assert.Fail($"not so within {deadline}: {state()}");
            await Task.Delay(Pause);
        }
    }
}
