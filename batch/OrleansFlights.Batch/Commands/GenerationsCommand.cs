using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using OrleansFlights.Views;

namespace OrleansFlights.Batch.Commands;

/// <summary><c>generations</c>: what there is to publish.</summary>
internal static class GenerationsCommand
{
    public static Command Create(string[] settings)
    {
        var data = BatchServices.Data();
        var command = new Command("generations", "Lists the generations of the views store.") { data };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var services = BatchServices.Open(settings, parsed.GetValue(data));
            var generations = await services.GetRequiredService<IBatchViews>().GetPublishedAsync(cancellation);
            var published = generations.Published.Id;
            await Console.Out.WriteLineAsync("id  created               engine  mode         state      cut");
            foreach (var generation in await services.GetRequiredService<IBatchViewsWriter>().ListGenerationsAsync(cancellation))
            {
                var state = generation.Id == published ? "published" : generation.State == GenerationState.Complete
                    ? "complete" : "writing";
                await Console.Out.WriteLineAsync(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{generation.Id,-3} {generation.Created.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}  {generation.Engine,-7} "
                    + $"{generation.Mode,-12} {state,-10} "
                    + $"{generation.Cut}{(generation.Holes.Count == 0 ? "" : $"  without {string.Join(' ', generation.Holes)}")}"));
            }

            if (generations.Pin is { } pin)
                await Console.Out.WriteLineAsync(
                    $"Generation {pin.Generation} is pinned since {pin.Since.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'} ({pin.Reason}); runs do "
                    + "not publish until batch unpin");

            return 0;
        });
        return command;
    }
}
