using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using OrleansFlights.Batch.Archive;
using OrleansFlights.Batch.Runs;
using OrleansFlights.Foundation.Settings;

namespace OrleansFlights.Batch.Hosting;

/// <summary>Reads and checks the sections <c>Archive</c> and <c>Batch</c>.</summary>
internal static partial class BatchSettings
{
    private const string TruncateKey = "Log:Truncate";

    public static ArchiveOptions ReadArchive(IConfiguration configuration)
    {
        var section = configuration.GetSection(ArchiveOptions.Section);
        var options = new ArchiveOptions();
        Check(section, typeof(long), nameof(options.RollRecords), nameof(options.RollBytes), nameof(options.CompactBelow));
        Check(section, typeof(TimeSpan), nameof(options.RollAge), "Minio:Timeout");
        Check(section, typeof(bool), "Minio:Secure");
        section.Bind(options);
        SettingException.ThrowUnlessOneOf("Archive:Provider", options.Provider, ArchiveOptions.DirectoryProvider, ArchiveOptions.MinioProvider);
        SettingException.ThrowUnlessBetween("Archive:RollRecords", options.RollRecords, 1, 100_000_000);
        SettingException.ThrowUnlessBetween("Archive:RollBytes", options.RollBytes, 1, 4L << 30);
        SettingException.ThrowUnlessBetween("Archive:RollAge", options.RollAge, TimeSpan.FromMilliseconds(100), TimeSpan.FromDays(1));
        SettingException.ThrowUnlessBetween("Archive:CompactBelow", options.CompactBelow, 0, 100_000_000);
        if (options.Provider == ArchiveOptions.MinioProvider)
        {
            SettingException.ThrowUnlessBetween("Archive:Minio:Timeout", options.Minio.Timeout, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
            ThrowIfEmpty("Archive:Minio:Endpoint", options.Minio.Endpoint, "host:port");
            ThrowIfEmpty("Archive:Minio:Bucket", options.Minio.Bucket, "the name of a bucket");
            ThrowIfEmpty("Archive:Minio:AccessKey", options.Minio.AccessKey, "an access key");
            ThrowIfEmpty("Archive:Minio:SecretKey", options.Minio.SecretKey, "a secret key");
            if (options.Minio.Endpoint.Contains('/', StringComparison.Ordinal))
                throw new SettingException("Archive:Minio:Endpoint", options.Minio.Endpoint, "host:port, without http:// (see Archive:Minio:Secure)");
        }

        return options;
    }

    public static BatchOptions ReadBatch(IConfiguration configuration)
    {
        var section = configuration.GetSection(BatchOptions.Section);
        var options = new BatchOptions();
        Check(section, typeof(long), nameof(options.MemoryMegabytes), nameof(options.Threads));
        Check(section, typeof(TimeSpan), nameof(options.Every));
        Check(section, typeof(bool), nameof(options.Enabled));
        section.Bind(options);
        SettingException.ThrowUnlessOneOf("Batch:Engine", options.Engine, BatchOptions.DuckDbEngine, BatchOptions.SparkEngine);
        SettingException.ThrowUnlessBetween("Batch:Every", options.Every, TimeSpan.FromSeconds(1), TimeSpan.FromDays(7));
        SettingException.ThrowUnlessBetween("Batch:MemoryMegabytes", options.MemoryMegabytes, 64, 1 << 20);
        SettingException.ThrowUnlessBetween("Batch:Threads", options.Threads, 1, 256);
        if (options.Spark.Table.Length > 0 && !TableName().IsMatch(options.Spark.Table))
            throw new SettingException("Batch:Spark:Table", options.Spark.Table, "name or database.name, of letters, digits and _");
        if (configuration[TruncateKey] is { } truncate)
            options.TruncateLog = bool.TryParse(truncate, out var on) ? on : throw new SettingException(TruncateKey, truncate, "true or false");
        return options;
    }

    [GeneratedRegex(@"\A\w+(\.\w+)?\z", RegexOptions.ECMAScript)]
    private static partial Regex TableName();

    /// <summary>Throws unless keys hold values of a type, or nothing.</summary>
    private static void Check(IConfigurationSection section, Type type, params ReadOnlySpan<string> keys)
    {
        foreach (var key in keys)
        {
            if (section[key] is { } text && !Parses(text, type))
                throw new SettingException($"{section.Path}:{key}", text, Allowed(type));
        }
    }

    private static bool Parses(string text, Type type) =>
        type == typeof(bool) ? bool.TryParse(text, out _)
        : type == typeof(TimeSpan) ? TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out _)
        : long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out _);

    private static string Allowed(Type type) =>
        type == typeof(bool) ? "true or false" : type == typeof(TimeSpan) ? "a duration such as 00:00:30" : "a whole number";

    private static void ThrowIfEmpty(string key, string value, string allowed)
    {
        if (string.IsNullOrWhiteSpace(value))
            throw new SettingException(key, value, allowed);
    }
}
