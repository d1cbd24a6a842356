using System.Buffers.Text;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using OrleansFlights.Flights;
using OrleansFlights.Gateway.Grains;
using OrleansFlights.Grains.Contracts;
using OrleansFlights.Search;

namespace OrleansFlights.Gateway.Resolvers;

/// <summary>A view's cursor: its watermarks and which view they are of, as opaque text.</summary>
public static class ViewCursor
{
    private const string Prefix = "w2;";
    private const string WithoutView = "w1;";

    /// <summary>The cursor of a view's watermarks.</summary>
    public static string Encode(ViewKey view, ImmutableArray<PartitionOffset> watermarks) =>
        OpaqueText.Encode($"{Prefix}{Positions.Format(watermarks)};{view}");

    /// <summary>The cursor of positions that are no view's own.</summary>
    public static string Encode(ImmutableArray<PartitionOffset> positions) =>
        OpaqueText.Encode($"{WithoutView}{Positions.Format(positions).Replace(',', ';')};");

    /// <summary>The watermarks of a cursor of a view.</summary>
    /// <exception cref="BadArgumentException">The text is no cursor, or one of another view.</exception>
    public static ImmutableArray<PartitionOffset> Decode(string argument, string cursor, ViewKey view) =>
        TryDecode(cursor, out var read) && (read.View is null || read.View == view.ToString())
            ? read.Watermarks
            : throw new BadArgumentException(argument, cursor, $"a cursor of the same {view.Dimension.Name()} read earlier");

    /// <summary>Reads a cursor, whatever view it is of.</summary>
    public static bool TryDecode(string cursor, out (ImmutableArray<PartitionOffset> Watermarks, string? View) read)
    {
        read = ([], null);
        if (!OpaqueText.TryDecode(cursor, out var text))
            return false;
        if (text.StartsWith(WithoutView, StringComparison.Ordinal))
            return Positions.TryParse(text.AsSpan(WithoutView.Length).TrimEnd(';'), ';', out read.Watermarks);
        var end = text.StartsWith(Prefix, StringComparison.Ordinal) ? text.IndexOf(';', Prefix.Length) : -1;
        if (end < 0 || !Positions.TryParse(text.AsSpan(Prefix.Length, end - Prefix.Length), ',', out var watermarks))
            return false;
        read = (watermarks, text[(end + 1)..]);
        return true;
    }
}

/// <summary>A page's cursor: the list, and the entry behind which the next page begins, as opaque text.</summary>
public static class PageCursor
{
    private const string Prefix = "p2;";

    /// <summary>The cursor of an entry.</summary>
    /// <param name="list">The list and its order, such as <c>routes/key</c>; without a semicolon.</param>
    /// <param name="entry">The entry.</param>
    public static string Encode(string list, RankingEntry entry) =>
        OpaqueText.Encode(string.Create(CultureInfo.InvariantCulture, $"{Prefix}{list};{entry.Events};{entry.Key}"));

    /// <summary>The entry of a cursor; null without one.</summary>
    /// <exception cref="BadArgumentException">The text is no cursor of a page of that list.</exception>
    public static RankingEntry? Decode(string argument, string? cursor, string list)
    {
        if (cursor is null)
            return null;
        if (OpaqueText.TryDecode(cursor, out var text))
        {
            var own = $"{Prefix}{list};";
            var entry = text.StartsWith(own, StringComparison.Ordinal) ? text[own.Length..] : "";
            var parts = entry.Split(';', 2);
            if (parts.Length == 2 && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var events))
                return new RankingEntry(parts[1], events);
        }

        throw new BadArgumentException(argument, cursor, "the cursor of an edge of the same list in the same order");
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
            if (parts.Length == 2
                && long.TryParse(parts[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var scheduled))
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
