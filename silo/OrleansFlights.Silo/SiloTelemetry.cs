using OrleansFlights.Foundation.Telemetry;
using OrleansFlights.Hosting;

namespace OrleansFlights.Silo;

/// <summary>The silo's metrics and traces; a trace goes on through the grains that a call visits.</summary>
internal static class SiloTelemetry
{
    private const string Process = "silo";

    public static void AddSiloTelemetry(this IHostApplicationBuilder builder)
    {
        builder.Services.AddFlightMetrics(builder.Configuration, Process);
        if (TelemetrySettings.Read(builder.Configuration).Traces)
            builder.UseOrleans(silo => silo.AddActivityPropagation());
    }
}
