using System.Diagnostics.Metrics;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace OrleansFlights.Foundation.Telemetry;

/// <summary>What every process of the system measures and traces.</summary>
public static class FlightTelemetry
{
    /// <summary>Bounds of every histogram of ours in seconds, from a delivery between grains to a run over the whole archive.</summary>
    private static readonly double[] SecondsBounds = [
        0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800];

    /// <summary>Collects our meters, Orleans' and the runtime's.</summary>
    public static MeterProviderBuilder AddFlightMeters(this MeterProviderBuilder metrics) => metrics
        .AddMeter("OrleansFlights.*", "Microsoft.Orleans")
        .AddView(InSeconds)
        .AddRuntimeInstrumentation();

    /// <summary>
    /// Collects our spans and those of calls to grains, and sends a share of the traces to the endpoint. Orleans takes every interface
    /// whose namespace begins with its own name, as ours does, for a part of its runtime: calls to our grains come from that source.
    /// </summary>
    public static TracerProviderBuilder AddFlightTraces(this TracerProviderBuilder traces, TelemetryOptions options) => traces
        .AddSource("OrleansFlights.*", "Microsoft.Orleans.Application", "Microsoft.Orleans.Runtime")
        .SetSampler(new ParentBasedSampler(new RequestSampler(options.SampleRatio)))
        .AddOtlpExporter(otlp =>
        {
            if (options.OtlpEndpoint is { } endpoint)
                otlp.Endpoint = new Uri(endpoint);
        });

    /// <summary>Sends metrics, too, where the variables <c>OTEL_*</c> say; without them they are only shown.</summary>
    public static MeterProviderBuilder AddSentMetrics(this MeterProviderBuilder metrics, TelemetryOptions options) =>
        options.OtlpFromEnvironment ? metrics.AddOtlpExporter() : metrics;

    /// <summary>
    /// Names the process in what it sends; <c>OTEL_SERVICE_NAME</c> and <c>OTEL_RESOURCE_ATTRIBUTES</c> say more, or otherwise.
    /// </summary>
    public static void Name(ResourceBuilder resource, string process) =>
        resource.AddService(process, serviceNamespace: "orleans-flights").AddEnvironmentVariableDetector();

    private static ExplicitBucketHistogramConfiguration? InSeconds(Instrument instrument) =>
        instrument is Histogram<double> { Unit: "s" } && instrument.Meter.Name.StartsWith("OrleansFlights.", StringComparison.Ordinal)
            ? new ExplicitBucketHistogramConfiguration { Boundaries = SecondsBounds }
            : null;
}
