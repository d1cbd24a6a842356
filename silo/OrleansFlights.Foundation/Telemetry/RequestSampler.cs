using System.Diagnostics;
using OpenTelemetry.Trace;

namespace OrleansFlights.Foundation.Telemetry;

/// <summary>
/// Begins a trace at a share of the requests over HTTP and of the steps that a process takes by itself, and at no call between processes:
/// what Orleans' runtime calls of its own accord, probes and timers, would bury the requests.
/// </summary>
/// <param name="ratio">The share, 0 to 1.</param>
internal sealed class RequestSampler(double ratio) : Sampler
{
    /// <summary>What ASP.NET Core calls a request when its span begins.</summary>
    private const string Request = "Microsoft.AspNetCore.Hosting.HttpRequestIn";

    private readonly TraceIdRatioBasedSampler _share = new(ratio);

    /// <inheritdoc/>
    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters) =>
        samplingParameters.Kind == ActivityKind.Internal || samplingParameters.Name == Request
            ? _share.ShouldSample(samplingParameters)
            : new SamplingResult(SamplingDecision.Drop);
}
