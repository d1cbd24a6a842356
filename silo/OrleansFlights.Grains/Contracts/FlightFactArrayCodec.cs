using System.Buffers;
using Orleans.Serialization.Buffers;
using Orleans.Serialization.Cloning;
using Orleans.Serialization.Codecs;
using Orleans.Serialization.Serializers;
using Orleans.Serialization.WireProtocol;
using OrleansFlights.Flights;

namespace OrleansFlights.Grains;

/// <summary>
/// How a batch's facts cross between silos: one block of 16 bytes each, little-endian (offset and status, window, delay), instead of five tagged fields per
/// fact.
/// </summary>
[RegisterSerializer]
public sealed class FlightFactArrayCodec : IFieldCodec<FlightFact[]>
{
    /// <inheritdoc/>
    public void WriteField<TBufferWriter>(ref Writer<TBufferWriter> writer, uint fieldIdDelta, Type? expectedType, FlightFact[]? value)
        where TBufferWriter : IBufferWriter<byte>
    {
        if (ReferenceCodec.TryWriteReferenceField(ref writer, fieldIdDelta, expectedType!, value!))
            return;

        writer.WriteFieldHeader(fieldIdDelta, expectedType!, typeof(FlightFact[]), WireType.LengthPrefixed);
        writer.WriteVarUInt32(checked((uint)value!.Length * FlightFact.Size));
        Span<byte> block = stackalloc byte[FlightFact.Size];
        foreach (ref readonly var fact in value.AsSpan())
        {
            fact.WriteTo(block);
            writer.Write(block);
        }
    }

    /// <inheritdoc/>
    public FlightFact[]? ReadValue<TInput>(ref Reader<TInput> reader, Field field)
    {
        if (field.WireType == WireType.Reference)
            return ReferenceCodec.ReadReference<FlightFact[], TInput>(ref reader, field);

        field.EnsureWireType(WireType.LengthPrefixed);
        var facts = new FlightFact[reader.ReadVarUInt32() / FlightFact.Size];
        Span<byte> block = stackalloc byte[FlightFact.Size];
        for (var i = 0; i < facts.Length; i++)
        {
            reader.ReadBytes(block);
            facts[i] = FlightFact.ReadFrom(block);
        }

        ReferenceCodec.RecordObject(reader.Session, facts);
        return facts;
    }
}

/// <summary>Facts in a batch are shared and never changed, so a copy is the array itself.</summary>
[RegisterCopier]
public sealed class FlightFactArrayCopier : IDeepCopier<FlightFact[]>
{
    /// <inheritdoc/>
    public FlightFact[]? DeepCopy(FlightFact[]? input, CopyContext context) => input;
}
