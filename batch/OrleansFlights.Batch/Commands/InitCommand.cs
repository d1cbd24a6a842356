using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using OrleansFlights.Views;

namespace OrleansFlights.Batch.Commands;

/// <summary><c>init</c>: what the views store needs before it is used.</summary>
internal static class InitCommand
{
    public static Command Create(string[] settings)
    {
        var data = BatchServices.Data();
        var json = JsonOutput.Option();
        var command = new Command("init",
            "Makes the tables of the views store, or brings those of an older version up to date. Harmless when repeated.") { json, data };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var services = BatchServices.Open(settings, parsed.GetValue(data), mayMake: true);
            var done = await services.GetRequiredService<IViewsSchema>().EnsureAsync(cancellation);
            await JsonOutput.WriteAsync(parsed.GetValue(json), new { done }, done);
            return 0;
        });
        return command;
    }
}
