namespace OrleansFlights.Batch.Archive;

/// <summary>Local copies of objects. A copy gets its name when it is whole.</summary>
internal sealed class MinioCache(string folder)
{
    public string PathOf(ArchiveFile file) => Path.Combine(folder, file.Name);

    /// <summary>Makes a copy.</summary>
    /// <param name="file">The object.</param>
    /// <param name="download">Writes the object's bytes to a stream.</param>
    public async Task AddAsync(ArchiveFile file, Func<Stream, Task> download)
    {
        var path = PathOf(file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var part = $"{path}.{Guid.NewGuid():N}.part";
        try
        {
            await using (var target = new FileStream(part, FileMode.CreateNew, FileAccess.Write))
            {
                await download(target);
                if (file.Bytes > 0 && target.Length != file.Bytes)
                    throw new HttpRequestException($"{target.Length} of {file.Bytes} bytes came");
            }

            File.Move(part, path, overwrite: true);
        }
        finally
        {
            File.Delete(part);
        }
    }

    /// <summary>Removes copies of objects that are gone.</summary>
    public void KeepOnly(IEnumerable<ArchiveFile> files)
    {
        if (!Directory.Exists(folder))
            return;
        var known = files.Select(PathOf).ToHashSet(StringComparer.Ordinal);
        foreach (var copy in Directory.EnumerateFiles(folder, "*.parquet", SearchOption.AllDirectories).Where(c => !known.Contains(c)))
            File.Delete(copy);
    }
}
