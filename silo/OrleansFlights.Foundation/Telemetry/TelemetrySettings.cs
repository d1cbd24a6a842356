using Microsoft.Extensions.Configuration;
using OrleansFlights.Foundation.Settings;

namespace OrleansFlights.Foundation.Telemetry;

/// <summary>Reads the section <c>Telemetry</c>.</summary>
public static class TelemetrySettings
{
    /// <summary>The section, every value checked.</summary>
    /// <exception cref="SettingException">A setting is not what it may be.</exception>
    public static TelemetryOptions Read(IConfiguration configuration) => SettingsReader.Read<TelemetryOptions>(configuration);
}
