namespace OrleansFlights.Testing;

/// <summary>Waits for a condition, with a deadline and the state in its message.</summary>
public static class Eventually
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Waits two minutes at most.</summary>
    public static Task TrueAsync(Func<bool> condition, Func<string> state) =>
        TrueAsync(Deadline, () => Task.FromResult(condition()), state);

    /// <summary>Waits two minutes at most.</summary>
    public static Task TrueAsync(Func<Task<bool>> condition, Func<string> state) => TrueAsync(Deadline, condition, state);

    /// <summary>Waits until a deadline.</summary>
    public static Task TrueAsync(TimeSpan deadline, Func<Task<bool>> condition, Func<string> state) =>
        TrueAsync(deadline, condition, () => Task.FromResult(state()));

    /// <summary>Waits until a deadline.</summary>
    public static async Task TrueAsync(TimeSpan deadline, Func<Task<bool>> condition, Func<Task<string>> state)
    {
        var until = DateTime.UtcNow + deadline;
        while (!await condition())
        {
            if (DateTime.UtcNow > until)
                Assert.Fail($"not so within {deadline}: {await state()}");
            await Task.Delay(Pause);
        }
    }
}
