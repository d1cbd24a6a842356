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
        var command = new Command("rollback", "Publishes the generation before the published one again.") { data };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var services = BatchServices.Open(settings, parsed.GetValue(data));
            var published = await services.GetRequiredService<Publisher>().RollBackAsync(cancellation);
            await Console.Out.WriteLineAsync($"Rolled back: generation {published.Id} is published, cut at {published.Cut}");
            return 0;
        });
        return command;
    }
}
