using OrleansFlights.Batch.Archive;
using OrleansFlights.Views;

namespace OrleansFlights.Batch.Engine;

/// <summary>Computes views from parts of the archive, with the SQL files of the folder <c>views</c>.</summary>
public interface IBatchEngine
{
    /// <summary>The engine's name in generations, such as <c>duckdb</c>.</summary>
    string Name { get; }

    /// <summary>Counts the flight events of some slices.</summary>
    /// <param name="slices">At least one; no offset twice.</param>
    /// <param name="sink">Takes rows, some at a time: every view and every window of a view once.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="BatchException">The engine failed.</exception>
    /// <exception cref="ArchiveException">A file cannot be read.</exception>
    Task CountAsync(
        IReadOnlyList<FileSplit> slices, Func<IReadOnlyList<ViewRow>, CancellationToken, ValueTask> sink,
            CancellationToken cancellationToken);
}
