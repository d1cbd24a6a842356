using System.Collections.Immutable;

namespace OrleansFlights.Search;

/// <summary>
/// The writing side of search. Documents lie in builds: one is searched, and another may be filled beside it and then take its place in one
/// step, so that those who search see the old one or the new one, each whole.
/// </summary>
public interface IFlightIndex
{
    /// <summary>The build that is searched; an empty one when there is none yet.</summary>
    /// <exception cref="SearchException">The engine cannot be reached.</exception>
    ValueTask<IFlightIndexBuild> OpenAsync(CancellationToken cancellationToken);

    /// <summary>An empty build that nobody searches; those that died before they were published are discarded.</summary>
    /// <exception cref="SearchException">The engine cannot be reached.</exception>
    ValueTask<IFlightIndexBuild> BeginAsync(CancellationToken cancellationToken);
}

/// <summary>
/// One build. It holds, with the documents, how far it has come on each partition: every event below that is in its documents. So whoever
/// indexes may die at any moment, and several may write at once.
/// </summary>
public interface IFlightIndexBuild
{
    /// <summary>Its name, for people.</summary>
    string Name { get; }

    /// <summary>
    /// Per partition of a topic the offset up to which, exclusive, every event is in the documents; partitions at 0 are left out.
    /// </summary>
    /// <exception cref="SearchException">The engine cannot be reached, or the build is gone.</exception>
    ValueTask<ImmutableSortedDictionary<int, long>> ReadProgressAsync(string topic, CancellationToken cancellationToken);

    /// <summary>Merges documents into those it holds, then records how far it has come; progress never falls. Durable on return.</summary>
    /// <returns>How many documents changed.</returns>
    /// <exception cref="SearchException">The engine cannot be reached, or the build is gone. Some documents may have been
    /// written.</exception>
    ValueTask<int> WriteAsync(IndexBatch batch, CancellationToken cancellationToken);

    /// <summary>How many flights it holds.</summary>
    /// <exception cref="SearchException">The engine cannot be reached, or the build is gone.</exception>
    ValueTask<long> CountAsync(CancellationToken cancellationToken);

    /// <summary>Makes it the one that is searched and discards the one before, in one step.</summary>
    /// <exception cref="SearchException">The engine cannot be reached, or the build is gone.</exception>
    ValueTask PublishAsync(CancellationToken cancellationToken);
}

/// <summary>What was read from the log at once.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="Documents">What the events read say, one document per flight.</param>
/// <param name="Progress">Per partition that was read the offset up to which, exclusive.</param>
public sealed record IndexBatch(string Topic, IReadOnlyCollection<FlightDocument> Documents, IReadOnlyDictionary<int, long> Progress);
