namespace OrleansFlights.Grains.Views;

/// <summary>A view's durable state.</summary>
[GenerateSerializer, Alias("OrleansFlights.ViewSnapshot")]
public sealed class ViewSnapshot
{
    /// <summary>What <see cref="Protocol.SnapshotCodec"/> wrote; empty before the first snapshot.</summary>
    [Id(0)]
    public byte[] Bytes { get; set; } = [];
}
