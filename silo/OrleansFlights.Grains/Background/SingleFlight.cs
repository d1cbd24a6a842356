namespace OrleansFlights.Grains.Background;

/// <summary>Runs one thing at a time: who asks while it runs gets the run under way.</summary>
/// <remarks>For use within one grain's turns, not across threads.</remarks>
internal sealed class SingleFlight(Func<Task> action)
{
    private Task? _running;

    public Task RunAsync() => _running is { IsCompleted: false } ? _running : _running = action();
}
