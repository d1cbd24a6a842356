namespace OrleansFlights.Log.Sqlite;

/// <summary>
/// Wakes the readers of a partition when this process appended to it. The version makes a wake-up between look and wait count.
/// </summary>
internal sealed class AppendSignal
{
    private readonly object _gate = new();
    private long _version;

    /// <summary>Rises with each append.</summary>
    public long Version => Volatile.Read(ref _version);

    public void Raise()
    {
        lock (_gate)
        {
            _version++;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Waits until the version is another than the one seen; false when that took too long.</summary>
    public bool WaitBeyond(long seen, TimeSpan timeout)
    {
        lock (_gate)
            return _version != seen || (Monitor.Wait(_gate, timeout) && _version != seen);
    }
}
