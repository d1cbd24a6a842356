using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using OrleansFlights.Views;

namespace OrleansFlights.Batch.Commands;

/// <summary><c>unpin</c>: runs publish again after a rollback.</summary>
internal static class UnpinCommand
{
    public static Command Create(string[] settings)
    {
        var data = BatchServices.Data();
        var json = JsonOutput.Option();
        var command = new Command("unpin", "Lets runs publish again after a rollback; the next one does.") { json, data };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var services = BatchServices.Open(settings, parsed.GetValue(data));
            var pin = await services.GetRequiredService<IBatchViewsWriter>().UnpinAsync(cancellation);
            await JsonOutput.WriteAsync(
                parsed.GetValue(json),
                new { unpinned = GenerationJson.Of(pin) },
                pin is null ? "Nothing was pinned" : $"Generation {pin.Generation} is not pinned any more ({pin.Reason})");
            return 0;
        });
        return command;
    }
}
