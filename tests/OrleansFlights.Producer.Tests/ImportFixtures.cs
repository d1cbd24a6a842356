using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using DuckDB.NET.Data;

namespace OrleansFlights.Producer.Tests;

/// <summary>Makes files as people have them.</summary>
internal static class ImportFixtures
{
    public const string Csv =
        """
        airline,flight_number,origin,destination,scheduled_departure,delay
        Swiss,14,ZRH,JFK,2013-01-02T12:00:00Z,10

        """;

    /// <summary><see cref="Csv"/> as the tool xz packs it; no library that is used here writes xz.</summary>
    private const string CsvXz =
        "/Td6WFoAAATm1rRGAgAhARYAAAB0L+Wj4ABrAGZdADCaSqt5ZkKJgeT0bgSewcs4a0Qt7G4l2gcyG0qVtSKyyH/MwOnLf3BfiTtfeBk4ZRPjxgRRzrgwr2CT7iFgMefj7nWHNRYho21TypNkbm+epyMs0ni/wiwuQy702C7LU4T150PsAAAAAPY6wmkCJgNbAAGCAWwAAAAFAL3cscRn+wIAAAAABFla";

    public static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    public static byte[] Encoded(string text, Encoding encoding) => [.. encoding.GetPreamble(), .. encoding.GetBytes(text)];

    public static byte[] Gzip(byte[] bytes) => Packed(bytes, stream => new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true));

    public static byte[] Zstd(byte[] bytes) =>
        Packed(bytes, stream => new SharpCompress.Compressors.ZStandard.CompressionStream(stream, 3, leaveOpen: true));

    public static byte[] Bzip2(byte[] bytes) => Packed(
        bytes, stream => SharpCompress.Compressors.BZip2.BZip2Stream.Create(
            stream, SharpCompress.Compressors.CompressionMode.Compress, false, true, false));

    public static byte[] Xz() => Convert.FromBase64String(CsvXz);

    public static byte[] Zip(params (string Name, byte[] Bytes)[] members)
    {
        using var memory = new MemoryStream();
        using (var archive = new ZipArchive(memory, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, bytes) in members)
            {
                using var stream = archive.CreateEntry(name).Open();
                stream.Write(bytes);
            }
        }

        return memory.ToArray();
    }

    public static byte[] Tar(params (string Name, byte[] Bytes)[] members)
    {
        using var memory = new MemoryStream();
        using (var archive = new TarWriter(memory, leaveOpen: true))
        {
            foreach (var (name, bytes) in members)
                archive.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(bytes) });
        }

        return memory.ToArray();
    }

    /// <summary>What a query gives, as Parquet.</summary>
    public static byte[] ParquetOf(string query, string options = "")
    {
        var path = Path.Combine(Path.GetTempPath(), $"fixture-{Guid.NewGuid():N}.parquet");
        using (var duck = new DuckDBConnection("DataSource=:memory:"))
        {
            duck.Open();
            using var command = duck.CreateCommand();
            command.CommandText = $"COPY ({query}) TO '{path}' (FORMAT parquet{options})";
            command.ExecuteNonQuery();
        }

        var bytes = File.ReadAllBytes(path);
        File.Delete(path);
        return bytes;
    }

    private static byte[] Packed(byte[] bytes, Func<Stream, Stream> pack)
    {
        using var memory = new MemoryStream();
        using (var stream = pack(memory))
            stream.Write(bytes);
        return memory.ToArray();
    }
}
