using System.Collections.Concurrent;

namespace OrleansFlights.Sqlite;

/// <summary>
/// The one writer of a file in this process, on a thread of its own. Whatever is asked while a commit runs goes into the next one, so callers
/// share the cost of reaching the disk, and a write ends only after the commit that holds it.
/// </summary>
/// <typeparam name="TWrite">What is written.</typeparam>
public sealed class GroupCommit<TWrite> : IDisposable
    where TWrite : GroupedWrite
{
    private readonly BlockingCollection<TWrite> _queue = [];
    private readonly string _name;
    private readonly long _maxWeight;
    private readonly Action<List<TWrite>> _commit;
    private readonly Thread _thread;

    /// <summary>Starts the thread.</summary>
    /// <param name="name">What it writes, for people.</param>
    /// <param name="maxWeight">A group takes no more writes once it weighs this much.</param>
    /// <param name="commit">Writes a group in one transaction and ends each of its tasks; when it throws, those that have not ended fail with it.</param>
    public GroupCommit(string name, long maxWeight, Action<List<TWrite>> commit)
    {
        _name = name;
        _maxWeight = maxWeight;
        _commit = commit;
        _thread = new Thread(Run) { IsBackground = true, Name = $"{name} writer" };
        _thread.Start();
    }

    /// <summary>Queues a write.</summary>
    /// <exception cref="ObjectDisposedException">The writer is closed.</exception>
    public void Add(TWrite write, CancellationToken cancellationToken = default)
    {
        write.CancelWith(cancellationToken);
        try
        {
            _queue.Add(write, CancellationToken.None);
        }
        catch (InvalidOperationException)
        {
            write.Dispose();
            throw new ObjectDisposedException(_name, $"The {_name} is closed.");
        }
    }

    /// <summary>Writes what is queued, then ends.</summary>
    public void Dispose()
    {
        _queue.CompleteAdding();
        _thread.Join();
        _queue.Dispose();
    }

    private void Run()
    {
        var group = new List<TWrite>();
        foreach (var first in _queue.GetConsumingEnumerable())
        {
            var weight = Take(first, group);
            while (weight < _maxWeight && _queue.TryTake(out var next))
                weight += Take(next, group);

            if (group.Count > 0)
                Commit(group);
            group.Clear();
        }
    }

    private static long Take(TWrite write, List<TWrite> group)
    {
        if (!write.TryTake())
        {
            write.Dispose();
            return 0;
        }

        group.Add(write);
        return write.Weight;
    }

    private void Commit(List<TWrite> group)
    {
        try
        {
            _commit(group);
        }
        catch (Exception e)
        {
            group.ForEach(write => write.Fail(e));
        }
        finally
        {
            group.ForEach(write => write.Dispose());
        }
    }
}
