using System.Globalization;
using System.Net;
using Microsoft.Extensions.Configuration;
using OrleansFlights.Foundation.Settings;

namespace OrleansFlights.Foundation.Telemetry;

/// <summary>Reads and checks the section <c>Telemetry</c>.</summary>
public static class TelemetrySettings
{
    private const string Section = TelemetryOptions.Section;

    /// <summary>The section, every value checked.</summary>
    /// <exception cref="SettingException">A setting is not what it may be.</exception>
    public static TelemetryOptions Read(IConfiguration configuration)
    {
        var section = configuration.GetSection(Section);
        var options = new TelemetryOptions
        {
            OtlpEndpoint = section[nameof(TelemetryOptions.OtlpEndpoint)] is { Length: > 0 } endpoint ? endpoint : null,
            SampleRatio = Read(section, nameof(TelemetryOptions.SampleRatio), 0.1, "0 to 1", double.TryParse),
            MetricsPort = Read<int>(section, nameof(TelemetryOptions.MetricsPort), 0, "a port", int.TryParse),
        };
        if (options.OtlpEndpoint is { } text && !(Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"))
            throw new SettingException($"{Section}:{nameof(options.OtlpEndpoint)}", text, "a URL such as http://localhost:4317");
        if (options.SampleRatio is not (>= 0 and <= 1))
            throw new SettingException($"{Section}:{nameof(options.SampleRatio)}", options.SampleRatio, "0 to 1");
        SettingException.ThrowUnlessBetween($"{Section}:{nameof(options.MetricsPort)}", options.MetricsPort, 0, IPEndPoint.MaxPort);
        return options;
    }

    private static T Read<T>(IConfigurationSection section, string key, T otherwise, string allowed, Parser<T> parse) =>
        section[key] is not { Length: > 0 } text ? otherwise
        : parse(text, CultureInfo.InvariantCulture, out var value) ? value
        : throw new SettingException($"{Section}:{key}", text, allowed);

    private delegate bool Parser<T>(string text, IFormatProvider culture, out T value);
}
