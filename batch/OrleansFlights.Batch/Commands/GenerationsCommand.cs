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
        var json = JsonOutput.Option();
        var command = new Command("generations", "Lists the generations of the views store.") { json, data };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var services = BatchServices.Open(settings, parsed.GetValue(data));
            var generations = await services.GetRequiredService<IBatchViews>().GetPublishedAsync(cancellation);
            var all = await services.GetRequiredService<IBatchViewsWriter>().ListGenerationsAsync(cancellation);
            var published = generations.Published.Id;
            await JsonOutput.WriteAsync(
                parsed.GetValue(json),
                new { generations = all.Select(g => GenerationJson.Of(g, published)), pin = GenerationJson.Of(generations.Pin) },
                Text(all, published, generations.Pin));
            return 0;
        });
        return command;
    }

    private static IEnumerable<string> Text(IEnumerable<Generation> all, long published, GenerationPin? pinned)
    {
        yield return "id  created               engine  mode         state      cut";
        foreach (var generation in all)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"{generation.Id,-3} {generation.Created.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}  {generation.Engine,-7} "
                + $"{generation.Mode,-12} {GenerationJson.State(generation, published),-10} "
                + $"{generation.Cut}{(generation.Holes.Count == 0 ? "" : $"  without {string.Join(' ', generation.Holes)}")}");
        }

        if (pinned is { } pin)
            yield return
                $"Generation {pin.Generation} is pinned since {pin.Since.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'} ({pin.Reason}); "
                + "runs do not publish until batch unpin";
    }
}
