using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using OrleansFlights.Batch.Runs;

namespace OrleansFlights.Batch.Commands;

/// <summary><c>rollback</c>: back to the generation before.</summary>
internal static class RollbackCommand
{
    public static Command Create(string[] settings)
    {
        var data = BatchServices.Data();
        var reason = new Option<string?>("--reason") { Description = "Why, for those who see that it is pinned." };
        var json = JsonOutput.Option();
        var command = new Command(
            "rollback",
            "Publishes the generation before the published one again, and pins it: runs go on counting but do not "
            + "publish until batch unpin.") { reason, json, data };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var services = BatchServices.Open(settings, parsed.GetValue(data));
            var published = await services.GetRequiredService<Publisher>().RollBackAsync(parsed.GetValue(reason), cancellation);
            await JsonOutput.WriteAsync(
                parsed.GetValue(json),
                GenerationJson.Of(published, published.Id),
                $"Rolled back: generation {published.Id} is published, cut at {published.Cut}, and pinned until batch unpin");
            return 0;
        });
        return command;
    }
}
