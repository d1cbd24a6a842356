using OrleansFlights.Flights;

namespace OrleansFlights.Gateway.Recounts;

/// <summary>
/// Counts a view again from the archive and the log, one record after another, and compares the gateway's answer with that.
/// </summary>
public interface IViewRecounter
{
    /// <summary>Whether this process can.</summary>
    bool Offered { get; }

    /// <summary>Counts and compares.</summary>
    /// <exception cref="RecountException">It cannot be done here or now; the message says why.</exception>
    Task<ViewRecounted> RecountAsync(ViewKey view, CancellationToken cancellationToken);
}

/// <summary>What a recount found.</summary>
/// <param name="Generation">The batch generation that the gateway's answer built on.</param>
/// <param name="Events">Events found up to the answer's watermarks.</param>
/// <param name="Differences">Where the answer is wrong, in words; empty when it is right.</param>
public sealed record ViewRecounted(long Generation, long Events, IReadOnlyList<string> Differences);

/// <summary>A recount cannot be done; the message is for the client.</summary>
public sealed class RecountException : Exception
{
    /// <summary>Says why.</summary>
    public RecountException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}

/// <summary>Stands in for a recounter in a process without the batch layer.</summary>
public sealed class NoRecounter : IViewRecounter
{
    /// <inheritdoc/>
    public bool Offered => false;

    /// <inheritdoc/>
    public Task<ViewRecounted> RecountAsync(ViewKey view, CancellationToken cancellationToken) =>
        throw new RecountException(
            "The process of this gateway has no batch layer to count with; the command 'audit' of the batch layer does it.");
}
