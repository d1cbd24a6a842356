using OrleansFlights.Api.Edge;
using OrleansFlights.Batch.Hosting;
using OrleansFlights.Cluster.Hosting;
using OrleansFlights.Foundation.Settings;
using OrleansFlights.Gateway.Recounts;
using OrleansFlights.Gateway.Resolvers;
using OrleansFlights.Import.Playback;
using OrleansFlights.Log.Hosting;
using OrleansFlights.Search.Hosting;
using OrleansFlights.Simulation.Hosting;
using OrleansFlights.Views.Hosting;

namespace OrleansFlights.Api;

/// <summary>The pipeline in this process: log, silo, batch layer, views and search index, and a gentle simulation of flights.</summary>
public static class EmbeddedPipeline
{
    /// <summary>Adds all of it.</summary>
    /// <exception cref="SettingException">A setting is not allowed.</exception>
    public static WebApplicationBuilder AddEmbeddedPipeline(this WebApplicationBuilder builder)
    {
        builder.Services.AddFlightLog(builder.Configuration);
        builder.Services.AddFlightViews(builder.Configuration);
        builder.AddFlightSilo();
        builder.Services.AddFlightBatch(builder.Configuration);
        builder.Services.AddFlightIndexing(builder.Configuration);
        builder.Services.AddFlightSimulation(builder.Configuration);
        builder.Services.AddFlightPlayback(builder.Configuration);
        builder.Services.AddHttpContextAccessor();
        builder.Services.AddSingleton<IOperatorRights, OperatorAccess>();
        builder.Services.AddSingleton<IViewRecounter, BatchRecounter>();
        var simulation = SettingsReader.Read<SimulationOptions>(builder.Configuration);
        builder.Services.AddSingleton(new GatewayFacts(
            Simulated: simulation is { Enabled: true, Source: null }, Replayed: simulation is { Enabled: true, Source: not null }));
        return builder;
    }
}
