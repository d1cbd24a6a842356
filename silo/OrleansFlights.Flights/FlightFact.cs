using System.Buffers.Binary;

namespace OrleansFlights.Flights;

/// <summary>
/// What a tally needs of one event, in 16 bytes: where it lies in its partition, its window, its status, and, for a departure
/// that says when it happened, its delay.
/// </summary>
public readonly record struct FlightFact
{
    /// <summary>Bytes of a fact that was written.</summary>
    public const int Size = 16;

    private const int NoDelay = int.MinValue;

    private readonly long _offsetAndStatus;
    private readonly int _delay;

    /// <summary>Makes a fact.</summary>
    /// <param name="offset">Offset in the partition, 0 to 2^55.</param>
    /// <param name="window">Window of the event time, see <see cref="FlightWindow"/>.</param>
    /// <param name="status">Status of the event.</param>
    /// <param name="delaySeconds">Actual minus scheduled departure, for events of status departed that carry both; else null.</param>
    public FlightFact(long offset, int window, FlightStatus status, int? delaySeconds)
    {
        _offsetAndStatus = (offset << 8) | (byte)status;
        Window = window;
        _delay = delaySeconds ?? NoDelay;
    }

    private FlightFact(long offsetAndStatus, int window, int delay)
    {
        _offsetAndStatus = offsetAndStatus;
        Window = window;
        _delay = delay;
    }

    /// <summary>Offset in the partition.</summary>
    public long Offset => _offsetAndStatus >> 8;

    /// <summary>Status of the event.</summary>
    public FlightStatus Status => (FlightStatus)(byte)_offsetAndStatus;

    /// <summary>Window of the event time.</summary>
    public int Window { get; }

    /// <summary>Whether <see cref="DelaySeconds"/> holds a delay.</summary>
    public bool HasDelay => _delay != NoDelay;

    /// <summary>The delay in seconds, negative when early; 0 without one.</summary>
    public int DelaySeconds => _delay == NoDelay ? 0 : _delay;

    /// <summary>Reads what <see cref="WriteTo"/> wrote.</summary>
    /// <param name="source">At least <see cref="Size"/> bytes.</param>
    public static FlightFact ReadFrom(ReadOnlySpan<byte> source) => new(
        BinaryPrimitives.ReadInt64LittleEndian(source),
        BinaryPrimitives.ReadInt32LittleEndian(source[8..]),
        BinaryPrimitives.ReadInt32LittleEndian(source[12..]));

    /// <summary>Writes the fact, little-endian: offset and status, window, delay.</summary>
    /// <param name="target">At least <see cref="Size"/> bytes.</param>
    public void WriteTo(Span<byte> target)
    {
        BinaryPrimitives.WriteInt64LittleEndian(target, _offsetAndStatus);
        BinaryPrimitives.WriteInt32LittleEndian(target[8..], Window);
        BinaryPrimitives.WriteInt32LittleEndian(target[12..], _delay);
    }
}
