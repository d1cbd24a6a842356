using System.Text;

namespace OrleansFlights.Log.Kafka;

/// <summary>A writer's state as its topic holds it: the identity of the log that it belongs to, a line feed, the state.</summary>
internal static class KafkaWriterState
{
    private const int IdBytes = 16;

    /// <summary>The bytes to store.</summary>
    public static byte[] Pack(ReadOnlySpan<byte> state, LogIdentity identity) => [.. Prefix(identity.Value), .. state];

    /// <summary>The state in stored bytes; empty when they are of another log.</summary>
    public static ReadOnlyMemory<byte> Unpack(ReadOnlyMemory<byte> stored, LogIdentity identity)
    {
        foreach (var spelling in (string[])[identity.Value, Hexadecimal(identity)])
        {
            var prefix = Prefix(spelling);
            if (stored.Span.StartsWith(prefix))
                return stored[prefix.Length..];
        }

        return default;
    }

    /// <summary>
    /// The topic's id in 32 hexadecimal digits, zeros for a topic without: how states began that were written before identities. They stay
    /// known.
    /// </summary>
    private static string Hexadecimal(LogIdentity identity)
    {
        var id = new byte[IdBytes];
        if (!identity.IsNameOnly)
        {
            var base64 = identity.Value.Replace('-', '+').Replace('_', '/').TrimEnd('=');
            if (!Convert.TryFromBase64String(base64 + "==", id, out var written) || written != IdBytes)
                return identity.Value;
        }

        return Convert.ToHexStringLower(id);
    }

    private static byte[] Prefix(string identity) => Encoding.UTF8.GetBytes(identity + "\n");
}
