using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using OrleansFlights.Gateway.Limits;

namespace OrleansFlights.Api.Tests;

/// <summary>Listens to the counters of one gateway, not of others in this process.</summary>
internal sealed class GatewayMeters : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentBag<(string Name, long Change)> _changes = [];

    public GatewayMeters(TestGateway gateway)
    {
        var scope = gateway.Services.GetRequiredService<IMeterFactory>();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == GatewayMetrics.MeterName && instrument.Meter.Scope == scope)
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<int>((instrument, change, _, _) => _changes.Add((instrument.Name, change)));
        _listener.SetMeasurementEventCallback<long>((instrument, change, _, _) => _changes.Add((instrument.Name, change)));
        _listener.Start();
    }

    /// <summary>How often a counter changed by so much since the beginning.</summary>
    public int Count(string name, long change) => _changes.Count(c => c == (name, change));

    public void Dispose() => _listener.Dispose();
}
