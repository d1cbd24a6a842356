namespace OrleansFlights.Gateway.Limits;

/// <summary>
/// How many windows the answer of one request may still have. What a query asks for can be told from its text only where it says how many;
/// what it gets counts here.
/// </summary>
public sealed class WindowBudget(int windows)
{
    private static readonly AsyncLocal<WindowBudget?> Flowing = new();
    private int _left = windows;

    /// <summary>The budget of the request that runs now; null for one without.</summary>
    public static WindowBudget? Current => Flowing.Value;

    /// <summary>How many are left.</summary>
    public int Left => Math.Max(0, Volatile.Read(ref _left));

    /// <summary>Gives what the caller runs from now on a budget of its own.</summary>
    public static void Begin(int windows) => Flowing.Value = new WindowBudget(windows);

    /// <summary>Takes windows that were read.</summary>
    public void Spend(int windows) => Interlocked.Add(ref _left, -windows);
}
