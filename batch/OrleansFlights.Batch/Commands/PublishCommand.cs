using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using OrleansFlights.Batch.Runs;

namespace OrleansFlights.Batch.Commands;

/// <summary><c>publish</c>: which generation answers are made from.</summary>
internal static class PublishCommand
{
    public static Command Create(string[] settings)
    {
        var data = BatchServices.Data();
        var id = new Argument<long?>(
            "ID")
        { Description = "The generation; default: the newest complete one.", Arity = ArgumentArity.ZeroOrOne };
        var json = JsonOutput.Option();
        var command = new Command("publish", "Publishes a complete generation.") { id, json, data };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var services = BatchServices.Open(settings, parsed.GetValue(data));
            var published = await services.GetRequiredService<Publisher>().PublishAsync(parsed.GetValue(id), cancellation);
            await JsonOutput.WriteAsync(
                parsed.GetValue(json), GenerationJson.Of(published, published.Id),
                $"Generation {published.Id} is published, cut at {published.Cut}");
            return 0;
        });
        return command;
    }
}
