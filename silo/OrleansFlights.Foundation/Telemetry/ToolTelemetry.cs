using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Configuration;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using OrleansFlights.Foundation.Settings;

namespace OrleansFlights.Foundation.Telemetry;

/// <summary>
/// Metrics and traces of a command that runs for long and has no web server: <c>/metrics</c> answers as long as the process lives.
/// </summary>
public sealed class ToolTelemetry : IDisposable
{
    private readonly MeterProvider? _metrics;
    private readonly TracerProvider? _traces;

    private ToolTelemetry(MeterProvider? metrics, TracerProvider? traces)
    {
        _metrics = metrics;
        _traces = traces;
    }

    /// <summary>Starts what section <c>Telemetry</c> asks for.</summary>
    /// <param name="configuration">The process's settings.</param>
    /// <param name="process">The process's name.</param>
    /// <exception cref="SettingException">A setting is not what it may be, or the port is taken.</exception>
    public static ToolTelemetry Start(IConfiguration configuration, string process)
    {
        var options = TelemetrySettings.Read(configuration);
        return new ToolTelemetry(
            options.MetricsPort != 0 ? Listen(options, process) : options.OtlpFromEnvironment ? Meters(options, process).Build() : null,
            options.Traces ? Sdk.CreateTracerProviderBuilder().ConfigureResource(r => FlightTelemetry.Name(r, process))
                .AddFlightTraces(options).Build() : null);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _traces?.Dispose();
        _metrics?.Dispose();
    }

    private static MeterProviderBuilder Meters(TelemetryOptions options, string process) =>
        Sdk.CreateMeterProviderBuilder().ConfigureResource(r => FlightTelemetry.Name(r, process)).AddFlightMeters().AddSentMetrics(options);

    private static MeterProvider Listen(TelemetryOptions options, string process)
    {
        try
        {
            return Meters(options, process)
                .AddPrometheusHttpListener(exporter => exporter.ConfigureHttpListener = (_, listener) =>
                {
                    // On every address, which the exporter's own settings cannot say.
                    listener.Prefixes.Clear();
                    listener.Prefixes.Add(string.Create(CultureInfo.InvariantCulture, $"http://*:{options.MetricsPort}/"));
                })
                .Build();
        }
        catch (InvalidOperationException e) when (e.InnerException is HttpListenerException or SocketException)
        {
            throw new SettingException(
                $"{TelemetryOptions.Section}:{nameof(options.MetricsPort)}", options.MetricsPort,
                    $"a port that is free ({e.InnerException.Message})");
        }
    }
}
