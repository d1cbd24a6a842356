using OrleansFlights.Api;
using OrleansFlights.Foundation.Logging;
using OrleansFlights.Foundation.Settings;
using OrleansFlights.Hosting;

if (SettingArguments.AskForHelp(args))
{
    await Console.Out.WriteLineAsync(ApiSettings.Help);
    return 0;
}

try
{
    args = SettingArguments.ReadAll(args, ApiSettings.Catalog);
    var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
    builder.Configuration.AddLoggingDefaults();
    builder.Logging.AddFlightConsole(builder.Configuration);
    builder.AddFlightPipeline();
    builder.AddFlightGateway();
    ApiSettings.Catalog.ThrowUnlessValid(builder.Configuration);
    builder.Configuration.ThrowUnlessUrlsAreFree();

    var app = builder.Build();
    app.MapFlightGateway();
    app.AnnounceWhereToLook();
    await app.RunAsync();
    return 0;
}
catch (Exception wrong) when (SettingFailure.Of(wrong) is { } sentence)
{
    await Console.Error.WriteLineAsync(sentence);
    return 1;
}
