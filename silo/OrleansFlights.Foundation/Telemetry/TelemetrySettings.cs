using Microsoft.Extensions.Configuration;
using OrleansFlights.Foundation.Settings;

namespace OrleansFlights.Foundation.Telemetry;

/// <summary>Reads the section <c>Telemetry</c>, and whether OpenTelemetry's own variables say where to send.</summary>
public static class TelemetrySettings
{
    /// <summary>Any of them switches sending on, as OpenTelemetry specifies.</summary>
    private static readonly string[] EndpointVariables =
        ["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT"];

    /// <summary>The section, every value checked.</summary>
    /// <exception cref="SettingException">A setting is not what it may be.</exception>
    public static TelemetryOptions Read(IConfiguration configuration)
    {
        var options = SettingsReader.Read<TelemetryOptions>(configuration);
        options.OtlpFromEnvironment = EndpointVariables.Any(variable => configuration[variable] is { Length: > 0 });
        return options;
    }
}
