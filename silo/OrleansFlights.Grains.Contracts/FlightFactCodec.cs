using System.Buffers;
using Orleans.Serialization.Buffers;
using Orleans.Serialization.Cloning;
using Orleans.Serialization.Codecs;
using Orleans.Serialization.WireProtocol;
using OrleansFlights.Flights;

namespace OrleansFlights.Grains.Contracts;

/// <summary>How a fact crosses between silos: one block of 16 bytes, little-endian (offset and status, window, delay).</summary>
[RegisterSerializer, RegisterCopier]
public sealed class FlightFactCodec : IFieldCodec<FlightFact>, IDeepCopier<FlightFact>
{
    /// <inheritdoc/>
    public void WriteField<TBufferWriter>(ref Writer<TBufferWriter> writer, uint fieldIdDelta, Type? expectedType, FlightFact value)
        where TBufferWriter : IBufferWriter<byte>
    {
        ReferenceCodec.MarkValueField(writer.Session);
        writer.WriteFieldHeader(fieldIdDelta, expectedType!, typeof(FlightFact), WireType.LengthPrefixed);
        writer.WriteVarUInt32(FlightFact.Size);
        Span<byte> block = stackalloc byte[FlightFact.Size];
        value.WriteTo(block);
        writer.Write(block);
    }

    /// <inheritdoc/>
    public FlightFact ReadValue<TInput>(ref Reader<TInput> reader, Field field)
    {
        ReferenceCodec.MarkValueField(reader.Session);
        field.EnsureWireType(WireType.LengthPrefixed);
        if (reader.ReadVarUInt32() is not FlightFact.Size and var length)
            throw new InvalidDataException($"a fact of {length} bytes; this version knows facts of {FlightFact.Size}");
        Span<byte> block = stackalloc byte[FlightFact.Size];
        reader.ReadBytes(block);
        return FlightFact.ReadFrom(block);
    }

    /// <inheritdoc/>
    public FlightFact DeepCopy(FlightFact input, CopyContext context) => input;
}
