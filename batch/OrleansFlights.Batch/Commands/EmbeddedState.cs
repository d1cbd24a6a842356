using Microsoft.Extensions.Configuration;
using OrleansFlights.Batch.Archive;
using OrleansFlights.Foundation.Settings;
using OrleansFlights.Log;
using OrleansFlights.Search;
using OrleansFlights.Views;

namespace OrleansFlights.Batch.Commands;

/// <summary>
/// What was made from the log and lies in files of this machine: snapshots and checkpoints, generations, archive, search index.
/// </summary>
internal static class EmbeddedState
{
    private const string SiloLock = "silo.lock";

    /// <summary>The log, if it lies in files of this machine, with its size in bytes.</summary>
    public static IReadOnlyList<(string What, string Path, long Bytes)> FindLog(IConfiguration configuration)
    {
        var log = SettingsReader.Read<LogOptions>(configuration);
        if (log.Provider != LogOptions.SqliteProvider)
            return [];
        var file = Path.GetFullPath(log.Sqlite.File ?? SettingsReader.Read<DataOptions>(configuration).File("log.db"));
        return [.. new[] { file, file + "-wal", file + "-shm" }.Select(path => ("log", path, SizeOf(path))).Where(s => s.Item3 >= 0)];
    }

    /// <summary>What there is, with its size in bytes. A database comes with its write-ahead log.</summary>
    public static IReadOnlyList<(string What, string Path, long Bytes)> Find(IConfiguration configuration)
    {
        var data = SettingsReader.Read<DataOptions>(configuration);
        var views = SettingsReader.Read<ViewsOptions>(configuration);
        var search = SettingsReader.Read<SearchOptions>(configuration);
        var archive = SettingsReader.Read<ArchiveOptions>(configuration);
        var all = new List<(string What, string Path)>();
        AddDatabase("snapshots and checkpoints", data.File("silo.db"));
        if (views.Provider == ViewsOptions.SqliteProvider)
            AddDatabase("generations", views.Sqlite.File ?? data.File("views.db"));
        if (search.Provider == SearchOptions.SqliteProvider)
            AddDatabase("search index", search.Sqlite.File ?? data.File("search.db"));
        if (archive.Provider == ArchiveOptions.DirectoryProvider)
            all.Add(("archive", archive.Directory ?? data.File("archive")));
        all.Add(("copies of archive files", data.File("archive-cache")));
        return [.. all.Select(s => (s.What, Path.GetFullPath(s.Path), SizeOf(s.Path))).Where(s => s.Item3 >= 0)];

        void AddDatabase(string what, string file) => all.AddRange([(what, file), (what, file + "-wal"), (what, file + "-shm")]);
    }

    /// <summary>What was made from the log and lies on servers, in words that say how to discard it.</summary>
    public static IEnumerable<string> Elsewhere(IConfiguration configuration)
    {
        if (SettingsReader.Read<ViewsOptions>(configuration).Provider == ViewsOptions.CassandraProvider)
            yield return "generations in Cassandra: drop the keyspace Views:Cassandra:Keyspace, then run 'init'";
        if (SettingsReader.Read<ArchiveOptions>(configuration).Provider == ArchiveOptions.MinioProvider)
            yield return "the archive in the bucket Archive:Minio:Bucket: remove its objects below the topic's name";
        if (SettingsReader.Read<SearchOptions>(configuration).Provider == SearchOptions.ElasticsearchProvider)
            yield return "the search index in Elasticsearch: run 'index --rebuild' afterwards";
        if (!File.Exists(SettingsReader.Read<DataOptions>(configuration).File("silo.db")))
            yield return "snapshots and checkpoints of silos in Redis: stop the silos and delete the keys that begin with "
                + "Cluster:ServiceId";
    }

    /// <summary>Discards what was found.</summary>
    public static void Discard(IEnumerable<(string What, string Path, long Bytes)> state)
    {
        foreach (var (_, path, _) in state)
        {
            if (Directory.Exists(path))
                Directory.Delete(path, recursive: true);
            else
                File.Delete(path);
        }
    }

    /// <summary>Holds the data directory as a silo does; null when one does.</summary>
    public static FileStream? TryHold(IConfiguration configuration)
    {
        var file = SettingsReader.Read<DataOptions>(configuration).File(SiloLock);
        if (!File.Exists(file))
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        try
        {
            return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException) when (File.Exists(file))
        {
            return null;
        }
    }

    private static long SizeOf(string path) =>
        File.Exists(path) ? new FileInfo(path).Length
        : Directory.Exists(path) ? new DirectoryInfo(path).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length)
        : -1;
}
