using OrleansFlights.Api;
using OrleansFlights.Foundation.Logging;
using OrleansFlights.Foundation.Settings;
using OrleansFlights.Hosting;

try
{
    var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
    builder.Configuration.AddLoggingDefaults();
    builder.Logging.AddFlightConsole(builder.Configuration);
    builder.AddFlightPipeline();
    builder.AddFlightGateway();
    builder.Configuration.ThrowUnlessUrlsAreFree();

    var app = builder.Build();
    app.MapFlightGateway();
    app.AnnounceWhereToLook();
    await app.RunAsync();
    return 0;
}
catch (SettingException wrong)
{
    await Console.Error.WriteLineAsync(wrong.Message);
    return 1;
}
