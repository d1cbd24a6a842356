using OrleansFlights.Flights;

namespace OrleansFlights.Grains;

/// <summary>How a <see cref="FlightFact"/> crosses between silos.</summary>
[GenerateSerializer, Alias("OrleansFlights.FlightFactSurrogate")]
public struct FlightFactSurrogate
{
    /// <summary>Offset.</summary>
    [Id(0)]
    public long Offset;

    /// <summary>Window.</summary>
    [Id(1)]
    public int Window;

    /// <summary>Status.</summary>
    [Id(2)]
    public byte Status;

    /// <summary>Delay in seconds, or null.</summary>
    [Id(3)]
    public int? DelaySeconds;
}

/// <summary>Converts facts for the wire.</summary>
[RegisterConverter]
public sealed class FlightFactConverter : IConverter<FlightFact, FlightFactSurrogate>
{
    /// <inheritdoc/>
    public FlightFact ConvertFromSurrogate(in FlightFactSurrogate surrogate) =>
        new(surrogate.Offset, surrogate.Window, (FlightStatus)surrogate.Status, surrogate.DelaySeconds);

    /// <inheritdoc/>
    public FlightFactSurrogate ConvertToSurrogate(in FlightFact value) => new()
    {
        Offset = value.Offset,
        Window = value.Window,
        Status = (byte)value.Status,
        DelaySeconds = value.HasDelay ? value.DelaySeconds : null,
    };
}
