using OrleansFlights.Cluster;
using OrleansFlights.Foundation.Logging;
using OrleansFlights.Foundation.Settings;
using OrleansFlights.Hosting;
using OrleansFlights.Log.Hosting;
using OrleansFlights.Silo;
using OrleansFlights.Views.Hosting;

try
{
    var builder = WebApplication.CreateBuilder(args);
    builder.Configuration.AddLoggingDefaults();
    builder.Logging.AddFlightConsole(builder.Configuration);
    builder.Services.AddFlightLog(builder.Configuration);
    builder.Services.AddFlightViews(builder.Configuration);
    builder.AddFlightSilo();
    builder.AddSiloDashboard();
    builder.AddSiloChecks();
    builder.AddSiloTelemetry();
    builder.Configuration.ThrowUnlessUrlsAreFree();

    var app = builder.Build();
    app.MapFlightHealth();
    app.MapPrometheusScrapingEndpoint();
    app.MapSiloDashboard();
    await app.RunAsync();
    return 0;
}
catch (SettingException wrong)
{
    await Console.Error.WriteLineAsync(wrong.Message);
    return 1;
}
