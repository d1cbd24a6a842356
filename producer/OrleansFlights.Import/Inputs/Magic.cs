using System.Buffers.Binary;
using System.Text;

namespace OrleansFlights.Import.Inputs;

/// <summary>Tells what a file is by its first bytes.</summary>
internal static class Magic
{
    /// <summary>How many bytes the decision looks at.</summary>
    public const int HeadBytes = 64 * 1024;

    private const int TarMagicAt = 257;

    private static readonly (byte[] Start, string What, bool IsDocumentation)[] Foreign =
    [
        ("%PDF"u8.ToArray(), "a PDF document; export the table as CSV", true),
        ([(byte)'7', (byte)'z', 0xBC, 0xAF, 0x27, 0x1C], "a 7z archive; unpack it first", false),
        ("Rar!"u8.ToArray(), "a RAR archive; unpack it first", false),
        ([0xD0, 0xCF, 0x11, 0xE0], "an old Excel or Word file; save the sheet as CSV", false),
        ([0x89, (byte)'P', (byte)'N', (byte)'G'], "a PNG picture", true),
        ([0xFF, 0xD8, 0xFF], "a JPEG picture", true),
        ("GIF8"u8.ToArray(), "a GIF picture", true),
        ("SQLite format 3"u8.ToArray(), "a SQLite database; export the table as CSV", false),
        ("ARROW1"u8.ToArray(), "an Arrow or Feather file; save it as Parquet or CSV", false),
        ("FEA1"u8.ToArray(), "a Feather file; save it as Parquet or CSV", false),
        ("Obj\x01"u8.ToArray(), "an Avro file; save it as Parquet or CSV", false),
        ("ORC"u8.ToArray(), "an ORC file; save it as Parquet or CSV", false),
        ([0x89, (byte)'H', (byte)'D', (byte)'F'], "an HDF5 file; save it as Parquet or CSV", false),
        ("PARE"u8.ToArray(), "an encrypted Parquet file", false),
        ([0x7F, (byte)'E', (byte)'L', (byte)'F'], "a program", false),
        ("{\\rtf"u8.ToArray(), "an RTF document; save it as plain text", true),
        ("version https://git-lfs.github.com/"u8.ToArray(),
            "a Git LFS pointer in place of the file; fetch the file itself with git lfs pull", false),
        ([0x04, 0x22, 0x4D, 0x18], "lz4; unpack it first", false),
        ([0xFF, 0x06, 0x00, 0x00, (byte)'s', (byte)'N', (byte)'a'], "snappy; unpack it first", false),
        ([0x1F, 0x9D], "compressed by compress (.Z); unpack it first", false),
        ("LZIP"u8.ToArray(), "lzip; unpack it first", false),
    ];

    /// <summary>Decides.</summary>
    /// <param name="head">The first bytes, up to <see cref="HeadBytes"/>.</param>
    public static Content Of(ReadOnlySpan<byte> head)
    {
        if (head.IsEmpty)
            return new Content(ContentKind.Empty);
        if (head.StartsWith("PAR1"u8))
            return new Content(ContentKind.Parquet);
        if (head is [0x1F, 0x8B, 0x08, ..])
            return new Content(ContentKind.Gzip);
        if (head.Length >= 4 && (BinaryPrimitives.ReadUInt32LittleEndian(head) == 0xFD2FB528
            || (BinaryPrimitives.ReadUInt32LittleEndian(head) & 0xFFFFFFF0) == 0x184D2A50))
            return new Content(ContentKind.Zstandard);
        if (head is [0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0x00, ..])
            return new Content(ContentKind.Xz);
        if (head is [(byte)'B', (byte)'Z', (byte)'h', >= (byte)'1' and <= (byte)'9', ..])
            return new Content(ContentKind.Bzip2);
        if (head.StartsWith("PK\x03\x04"u8) || head.StartsWith("PK\x05\x06"u8))
            return new Content(ContentKind.Zip);
        if (head.Length > TarMagicAt + 5 && head[TarMagicAt..].StartsWith("ustar"u8))
            return new Content(ContentKind.Tar);
        foreach (var (start, what, isDocumentation) in Foreign)
        {
            if (head.StartsWith(start))
                return new Content(ContentKind.Foreign, what, isDocumentation);
        }

        return OfText(head);
    }

    /// <summary>Decides what UTF-8 text is.</summary>
    public static Content OfText(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith(Encoding.UTF8.Preamble))
            head = head[3..];
        var text = head.TrimStart(" \t\r\n"u8);
        if (text.IsEmpty)
            return new Content(ContentKind.Empty);
        return text[0] switch
        {
            (byte)'<' => Markup(text),
            (byte)'{' or (byte)'[' => new Content(JsonShape.Of(text)),
            _ => new Content(ContentKind.Text),
        };
    }

    private static Content Markup(ReadOnlySpan<byte> text)
    {
        var start = Encoding.Latin1.GetString(text[..Math.Min(text.Length, 1024)]);
        var isHtml = start.Contains("<html", StringComparison.OrdinalIgnoreCase)
            || start.Contains("<!doctype html", StringComparison.OrdinalIgnoreCase)
            || start.Contains("<head", StringComparison.OrdinalIgnoreCase) || start.Contains("<body", StringComparison.OrdinalIgnoreCase);
        return isHtml
            ? new Content(ContentKind.Foreign, "an HTML page (perhaps an error page in place of a download)", IsDocumentation: true)
            : new Content(ContentKind.Foreign, "XML; convert it to CSV or JSON", IsDocumentation: true);
    }
}
