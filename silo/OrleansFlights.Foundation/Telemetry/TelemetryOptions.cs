using System.ComponentModel.DataAnnotations;
using OrleansFlights.Foundation.Settings;

namespace OrleansFlights.Foundation.Telemetry;

/// <summary>The configuration section <c>Telemetry</c>.</summary>
public sealed class TelemetryOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Telemetry";

    /// <summary>
    /// Where traces go, by OTLP over gRPC: <c>http://host:4317</c>. Empty: where the variables <c>OTEL_*</c> say, or else no traces are
    /// made.
    /// </summary>
    [WebAddress(ErrorMessage = "a URL such as http://localhost:4317")]
    public string? OtlpEndpoint { get; set; }

    /// <summary>Share of traces that are kept, 0 to 1; decided where a trace begins.</summary>
    [Range(0.0, 1.0)]
    public double SampleRatio { get; set; } = 0.1;

    /// <summary>The port on which a process without a web server of its own shows <c>/metrics</c>, 0 to 65,535; 0: none.</summary>
    [Range(0, 65_535)]
    public int MetricsPort { get; set; }

    /// <summary>
    /// Whether OpenTelemetry's own variables, <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> and those beside it, say where traces and metrics go; then
    /// they also say by which protocol, with which headers and how often.
    /// </summary>
    public bool OtlpFromEnvironment { get; internal set; }

    /// <summary>Whether traces are made.</summary>
    public bool Traces => OtlpEndpoint is not null || OtlpFromEnvironment;
}
