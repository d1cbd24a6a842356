using System.Buffers.Binary;
using System.Formats.Tar;
using System.IO.Compression;
using SharpCompress.Compressors.BZip2;

namespace OrleansFlights.Import.Inputs;

/// <summary>
/// Takes off compression and takes archives apart, into files of the workspace. All of it is unpacked and its checksums compared before
/// anything is imported: a file that ends too early is an error and not a shorter file.
/// </summary>
internal sealed class Unpacker(Workspace workspace)
{
    private const int BufferBytes = 1 << 18;
    private const int TarEndBytes = 1024;

    static Unpacker() => AppContext.SetSwitch("System.IO.Compression.UseStrictValidation", true);

    /// <summary>Unpacks a compressed file.</summary>
    /// <exception cref="ImportException">It is damaged or cut short.</exception>
    public string Decompress(string name, string path, ContentKind kind, CancellationToken cancellation)
    {
        var target = workspace.NewFile();
        try
        {
            using var packed = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, BufferBytes);
            using Stream plain = kind switch
            {
                ContentKind.Gzip => new GZipStream(packed, CompressionMode.Decompress),
                ContentKind.Zstandard => new SharpCompress.Compressors.ZStandard.DecompressionStream(packed, checkEndOfStream: true),
                ContentKind.Xz => new XzStreams(packed),
                ContentKind.Bzip2 => BZip2Stream.Create(packed, SharpCompress.Compressors.CompressionMode.Decompress, true, false, false),
                _ => throw new InvalidOperationException($"{kind} is no compression."),
            };
            Copy(plain, target, cancellation);
            if (kind == ContentKind.Gzip && !EndsLikeGzip(packed, new FileInfo(target).Length))
                throw new InvalidDataException("something else stands behind its data");
            return target;
        }
        catch (Exception broken) when (broken is not (OperationCanceledException or UnauthorizedAccessException or ImportException))
        {
            throw new ImportException($"{name} is no whole {NameOf(kind)} file: {broken.Message}", broken);
        }
    }

    /// <summary>Takes a zip archive apart.</summary>
    /// <exception cref="ImportException">It is damaged, encrypted, or an office document.</exception>
    public IEnumerable<(string Name, string Path)> Unzip(string name, string path, CancellationToken cancellation)
    {
        using var archive = Whole(name, "zip", () => new ZipArchive(File.OpenRead(path), ZipArchiveMode.Read));
        if (archive.Entries.Any(entry => entry.FullName.StartsWith("xl/", StringComparison.Ordinal)))
            throw new ImportException($"{name} is an Excel workbook; save the sheet as CSV.");
        if (archive.Entries.Any(entry => entry.FullName is "[Content_Types].xml" or "mimetype"))
            throw new ImportException($"{name} is an office document; save the table as CSV.");
        foreach (
            var entry in archive.Entries.Where(entry => IsData(entry.FullName)).OrderBy(entry => entry.FullName, StringComparer.Ordinal))
        {
            var target = workspace.NewFile();
            Whole(name, "zip", () =>
            {
                if (entry.IsEncrypted)
                    throw new InvalidDataException($"{entry.FullName} is encrypted");
                using var plain = entry.Open();
                Copy(plain, target, cancellation);
                return true;
            });
            yield return ($"{name}/{entry.FullName}", target);
        }
    }

    /// <summary>Takes a tar archive apart.</summary>
    /// <exception cref="ImportException">It is damaged.</exception>
    public IEnumerable<(string Name, string Path)> Untar(string name, string path, CancellationToken cancellation)
    {
        using var archive = new TarReader(File.OpenRead(path));
        while (Whole(name, "tar", () => archive.GetNextEntry()) is { } entry)
        {
            if (entry.DataStream is null || !IsData(entry.Name))
                continue;
            var target = workspace.NewFile();
            Whole(name, "tar", () =>
            {
                Copy(entry.DataStream, target, cancellation);
                return true;
            });
            yield return ($"{name}/{entry.Name}", target);
        }

        if (!EndsLikeTar(path))
            throw new ImportException($"{name} is no whole tar archive: its end mark is missing.");
    }

    /// <summary>Reads a pipe to its end.</summary>
    public string Spool(Stream pipe, CancellationToken cancellation)
    {
        var target = workspace.NewFile();
        Copy(pipe, target, cancellation);
        return target;
    }

    public static string NameOf(ContentKind kind) => kind == ContentKind.Zstandard ? "zstd" : kind.ToString().ToLowerInvariant();

    private static bool IsData(string name) =>
        !name.EndsWith('/') && name.Split('/').All(part => part.Length > 0 && part[0] is not ('.' or '_') && part != "__MACOSX");

    private static T Whole<T>(string name, string what, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (InvalidDataException other) when (other.Message.Contains("not supported", StringComparison.Ordinal))
        {
            throw new ImportException($"{name} is packed in a way that cannot be read here; unpack it first. {other.Message}", other);
        }
        catch (Exception broken) when (broken is not (OperationCanceledException or UnauthorizedAccessException or ImportException))
        {
            throw new ImportException($"{name} is no whole {what} archive: {broken.Message}", broken);
        }
    }

    /// <summary>
    /// The last member ends with its length, which is no more than that of all; what a proxy or an editor put behind says something else.
    /// The library passes over such a rest in silence.
    /// </summary>
    private static bool EndsLikeGzip(Stream packed, long unpacked)
    {
        Span<byte> end = stackalloc byte[sizeof(uint)];
        packed.Seek(-end.Length, SeekOrigin.End);
        packed.ReadExactly(end);
        return unpacked > uint.MaxValue || BinaryPrimitives.ReadUInt32LittleEndian(end) <= unpacked;
    }

    /// <summary>An archive that was cut between two members is told from a whole one by the blocks of zeros at the end of that.</summary>
    private static bool EndsLikeTar(string path)
    {
        Span<byte> end = stackalloc byte[TarEndBytes];
        using var file = File.OpenRead(path);
        if (file.Length < end.Length)
            return false;
        file.Seek(-end.Length, SeekOrigin.End);
        file.ReadExactly(end);
        return !end.ContainsAnyExcept((byte)0);
    }

    private static void Copy(Stream from, string target, CancellationToken cancellation)
    {
        using var to = new FileStream(target, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);
        var buffer = new byte[BufferBytes];
        while (from.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false) is > 0 and var read)
        {
            cancellation.ThrowIfCancellationRequested();
            to.Write(buffer, 0, read);
        }
    }
}
