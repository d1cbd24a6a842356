using System.IO.Hashing;
using System.Text;
using System.Text.Json;

namespace OrleansFlights.Import.Importing;

/// <summary>How far an import came. Stored by the log in the same step as the events, under the content's hash.</summary>
internal sealed record ImportState
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>How often the content was begun from its start.</summary>
    public int Run { get; init; } = 1;

    /// <summary>Rows passed.</summary>
    public long Row { get; init; }

    /// <summary>Events sent.</summary>
    public long Events { get; init; }

    /// <summary>Rows that were no flights.</summary>
    public long Bad { get; init; }

    /// <summary>Rows left out on purpose.</summary>
    public long LeftOut { get; init; }

    /// <summary>Whether all of it was sent.</summary>
    public bool Done { get; init; }

    /// <summary>Hash of how it is read.</summary>
    public string Mapping { get; init; } = "";

    /// <summary>The name under which it was imported.</summary>
    public string Name { get; init; } = "";

    /// <summary>Events of passed rows that are not sent yet, since their time has not come: row and place in the row.</summary>
    public IReadOnlyList<PendingEvent> Pending { get; init; } = [];

    /// <summary>Reads a stored state; a new one of nothing.</summary>
    public static ImportState Parse(ReadOnlyMemory<byte> stored) =>
        stored.IsEmpty ? new ImportState() : JsonSerializer.Deserialize<ImportState>(stored.Span, Json) ?? new ImportState();

    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, Json);

    /// <summary>Whether two states are the same point of the same run.</summary>
    public bool IsAt(ImportState other) =>
        Run == other.Run && Row == other.Row && Events == other.Events && Bad == other.Bad && Done == other.Done
            && Pending.Count == other.Pending.Count;

    /// <summary>A mapping's hash.</summary>
    public static string HashOf(string fingerprint) => Convert.ToHexStringLower(XxHash128.Hash(Encoding.UTF8.GetBytes(fingerprint)));
}

/// <summary>An event that waits for its time.</summary>
/// <param name="Row">Its row.</param>
/// <param name="At">Its place in the row.</param>
internal readonly record struct PendingEvent(long Row, int At);
