using OrleansFlights.Cluster.Hosting;
using OrleansFlights.Foundation.Logging;
using OrleansFlights.Foundation.Settings;
using OrleansFlights.Hosting;
using OrleansFlights.Log.Hosting;
using OrleansFlights.Silo;
using OrleansFlights.Views.Hosting;

if (SettingArguments.AskForHelp(args))
{
    await Console.Out.WriteLineAsync(SiloSettings.Help);
    return 0;
}

try
{
    args = SettingArguments.ReadAll(args, SiloSettings.Catalog);
    var builder = WebApplication.CreateBuilder(args);
    builder.Configuration.AddLoggingDefaults();
    builder.Logging.AddFlightConsole(builder.Configuration);
    builder.Services.AddFlightLog(builder.Configuration);
    builder.Services.AddFlightViews(builder.Configuration);
    builder.AddFlightSilo();
    builder.AddSiloDashboard();
    builder.AddSiloChecks();
    builder.AddSiloTelemetry();
    SiloSettings.Catalog.ThrowUnlessValid(builder.Configuration);
    builder.Configuration.ThrowUnlessUrlsAreFree();

    var app = builder.Build();
    app.MapFlightHealth();
    app.MapPrometheusScrapingEndpoint();
    app.MapSiloDashboard();
    await app.RunAsync();
    return 0;
}
catch (Exception wrong) when (SettingFailure.Of(wrong) is { } sentence)
{
    await Console.Error.WriteLineAsync(sentence);
    return 1;
}
