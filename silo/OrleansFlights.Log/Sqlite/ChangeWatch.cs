namespace OrleansFlights.Log.Sqlite;

/// <summary>
/// Notices that some process changed the file and wakes this process's waiting readers: one look for all of them, often while the file
/// changes and seldom while it does not. Looks at nothing while nobody waits.
/// </summary>
internal sealed class ChangeWatch : IDisposable
{
    private static readonly TimeSpan Often = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Seldom = TimeSpan.FromMilliseconds(50);

    /// <summary>Looks without a change after which the pauses grow.</summary>
    private const int QuietAfter = 100;

    private readonly object _gate = new();
    private readonly Func<SqliteSession> _open;
    private readonly Dictionary<AppendSignal, int> _waiting = [];
    private Thread? _thread;
    private bool _disposed;

    /// <summary>Makes a watch that opens a connection when it is first needed.</summary>
    public ChangeWatch(Func<SqliteSession> open) => _open = open;

    /// <summary>
    /// Waits until this process appended to a partition or any process changed the file; false when that took too long. A change between
    /// the reading of <paramref name="seen"/> and this call counts.
    /// </summary>
    public bool WaitBeyond(AppendSignal signal, long seen, TimeSpan timeout)
    {
        Add(signal);
        try
        {
            return signal.WaitBeyond(seen, timeout);
        }
        finally
        {
            Remove(signal);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            Monitor.PulseAll(_gate);
        }

        _thread?.Join();
    }

    private void Add(AppendSignal signal)
    {
        lock (_gate)
        {
            _waiting[signal] = _waiting.GetValueOrDefault(signal) + 1;
            if (_thread is null && !_disposed)
            {
                _thread = new Thread(Run) { IsBackground = true, Name = "flight log watch" };
                _thread.Start();
            }
            else if (_waiting.Count == 1)
            {
                Monitor.PulseAll(_gate);
            }
        }
    }

    private void Remove(AppendSignal signal)
    {
        lock (_gate)
        {
            if (_waiting[signal] == 1)
                _waiting.Remove(signal);
            else
                _waiting[signal]--;
        }
    }

    private void Run()
    {
        SqliteSession? session = null;
        SqliteStatement? version = null;
        try
        {
            long? known = null;
            var quiet = 0;
            while (Pause(quiet < QuietAfter ? Often : Seldom))
            {
                var found = Look(ref session, ref version);
                quiet = found == known ? Math.Min(quiet + 1, QuietAfter) : 0;
                if (found != known || found is null)
                    Wake();
                known = found;
            }
        }
        finally
        {
            version?.Dispose();
            session?.Dispose();
        }
    }

    /// <summary>The file's version; null when it cannot be told, and then the readers find out why by themselves.</summary>
    private long? Look(ref SqliteSession? session, ref SqliteStatement? version)
    {
        try
        {
            version ??= (session ??= _open()).Prepare("PRAGMA data_version");
            version.Step();
            var found = version.Int64(0);
            version.Reset();
            return found;
        }
        catch (LogException)
        {
            version?.Dispose();
            session?.Dispose();
            (session, version) = (null, null);
            return null;
        }
    }

    private void Wake()
    {
        lock (_gate)
        {
            foreach (var signal in _waiting.Keys)
                signal.Raise();
        }
    }

    /// <summary>Waits for the next look, and for somebody who waits; false when there will be none.</summary>
    private bool Pause(TimeSpan pause)
    {
        lock (_gate)
        {
            if (!_disposed)
                Monitor.Wait(_gate, pause);
            while (!_disposed && _waiting.Count == 0)
                Monitor.Wait(_gate);
            return !_disposed;
        }
    }
}
