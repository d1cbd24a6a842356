using System.Buffers.Text;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using OrleansFlights.Grains.Contracts;
using OrleansFlights.Search;

namespace OrleansFlights.Gateway.Resolvers;

/// <summary>A route's cursor: its watermarks as opaque text.</summary>
public static class RouteCursor
{
    private const string Prefix = "w1;";

    /// <summary>The cursor of watermarks.</summary>
    public static string Encode(ImmutableArray<PartitionOffset> watermarks)
    {
        var text = new StringBuilder(Prefix);
        foreach (var (partition, offset) in watermarks)
            text.Append(CultureInfo.InvariantCulture, $"{partition}:{offset};");
        return OpaqueText.Encode(text.ToString());
    }

    /// <summary>The watermarks of a cursor.</summary>
    /// <exception cref="BadArgumentException">The text is no cursor of a route.</exception>
    public static ImmutableArray<PartitionOffset> Decode(string argument, string cursor)
    {
        if (OpaqueText.TryDecode(cursor, out var text) && text.StartsWith(Prefix, StringComparison.Ordinal) && TryParse(text[Prefix.Length..], out var watermarks))
            return watermarks;
        throw new BadArgumentException(argument, cursor, "the cursor of a route read earlier");
    }

    private static bool TryParse(string text, out ImmutableArray<PartitionOffset> watermarks)
    {
        var builder = ImmutableArray.CreateBuilder<PartitionOffset>();
        foreach (var part in text.Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            var colon = part.IndexOf(':', StringComparison.Ordinal);
            if (colon < 0
                || !int.TryParse(part.AsSpan(0, colon), NumberStyles.None, CultureInfo.InvariantCulture, out var partition)
                || !long.TryParse(part.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var offset)
                || (builder.Count > 0 && builder[^1].Partition >= partition))
            {
                watermarks = [];
                return false;
            }

            builder.Add(new PartitionOffset(partition, offset));
        }

        watermarks = builder.ToImmutable();
        return true;
    }
}

/// <summary>A page's cursor: the entry behind which the next page begins, as opaque text.</summary>
public static class PageCursor
{
    private const string Prefix = "p1;";

    /// <summary>The cursor of an entry.</summary>
    public static string Encode(RankingEntry entry) =>
        OpaqueText.Encode(string.Create(CultureInfo.InvariantCulture, $"{Prefix}{entry.Events};{entry.Key}"));

    /// <summary>The entry of a cursor; null without one.</summary>
    /// <exception cref="BadArgumentException">The text is no cursor of a page.</exception>
    public static RankingEntry? Decode(string argument, string? cursor)
    {
        if (cursor is null)
            return null;
        if (OpaqueText.TryDecode(cursor, out var text) && text.StartsWith(Prefix, StringComparison.Ordinal))
        {
            var parts = text[Prefix.Length..].Split(';', 2);
            if (parts.Length == 2 && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var events))
                return new RankingEntry(parts[1], events);
        }

        throw new BadArgumentException(argument, cursor, "the cursor of an edge of the same list");
    }
}

/// <summary>A flight's cursor: its place in the order of pages, as opaque text.</summary>
public static class FlightCursor
{
    private const string Prefix = "f1;";

    /// <summary>The cursor of a flight.</summary>
    public static string Encode(FlightDocument flight) =>
        OpaqueText.Encode(string.Create(CultureInfo.InvariantCulture, $"{Prefix}{flight.ScheduledMicroseconds};{flight.FlightId}"));

    /// <summary>The place of a cursor; null without one.</summary>
    /// <exception cref="BadArgumentException">The text is no cursor of a flight.</exception>
    public static FlightPlace? Decode(string argument, string? cursor)
    {
        if (cursor is null)
            return null;
        if (OpaqueText.TryDecode(cursor, out var text) && text.StartsWith(Prefix, StringComparison.Ordinal))
        {
            var parts = text[Prefix.Length..].Split(';', 2);
            if (parts.Length == 2 && long.TryParse(parts[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var scheduled))
                return new FlightPlace(scheduled, parts[1]);
        }

        throw new BadArgumentException(argument, cursor, "the cursor of an edge of the same list");
    }
}

/// <summary>Text that clients are not meant to read: base64url of UTF-8.</summary>
internal static class OpaqueText
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    public static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));

    public static bool TryDecode(string opaque, out string text)
    {
        try
        {
            text = Strict.GetString(Base64Url.DecodeFromChars(opaque));
            return true;
        }
        catch (Exception bad) when (bad is FormatException or DecoderFallbackException)
        {
            text = "";
            return false;
        }
    }
}
