using OrleansFlights.Grains.Hosting;
using OrleansFlights.Log.Hosting;
using OrleansFlights.Views;

namespace OrleansFlights.Api;

/// <summary>The pipeline in this process: log, batch views and silo.</summary>
public static class EmbeddedPipeline
{
    /// <summary>Adds all of it.</summary>
    /// <exception cref="Flights.SettingException">A setting is not allowed.</exception>
    public static WebApplicationBuilder AddEmbeddedPipeline(this WebApplicationBuilder builder)
    {
        builder.Services.AddFlightLog(builder.Configuration);
        builder.Services.AddSingleton<IBatchViews, EmptyBatchViews>();
        builder.AddFlightSilo();
        return builder;
    }
}
