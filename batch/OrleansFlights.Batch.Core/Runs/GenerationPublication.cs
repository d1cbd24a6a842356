using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OrleansFlights.Views;

namespace OrleansFlights.Batch.Runs;

/// <summary>Publishes what a run made, unless a pin holds it back, and lets go of what that makes superfluous.</summary>
public sealed class GenerationPublication(
    IBatchViews views, IBatchViewsWriter writer, LogRetention retention, IOptions<ViewsOptions> options,
    ILogger<GenerationPublication> logger)
{
    /// <summary>What is published and kept now.</summary>
    /// <exception cref="ViewsException">The views store cannot be read.</exception>
    internal ValueTask<PublishedGenerations> ReadAsync(CancellationToken cancellationToken) => views.GetPublishedAsync(cancellationToken);

    /// <summary>Publishes a complete generation.</summary>
    /// <returns>The pin that held it back; null when it is published.</returns>
    /// <exception cref="ViewsException">The views store cannot be read or written.</exception>
    internal async Task<GenerationPin?> PublishAsync(long generation, CancellationToken cancellationToken)
    {
        if ((await views.GetPublishedAsync(cancellationToken)).Pin is { } pin)
        {
            RunMessages.HeldBack(logger, generation, pin.Generation, pin.Reason);
            return pin;
        }

        await writer.PublishAsync(generation, cancellationToken);
        await writer.RetireAsync(options.Value.Keep, cancellationToken);
        await retention.TruncateAsync(cancellationToken);
        return null;
    }
}
