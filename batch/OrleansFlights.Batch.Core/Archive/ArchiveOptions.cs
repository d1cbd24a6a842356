using System.ComponentModel.DataAnnotations;
using OrleansFlights.Foundation.Settings;

namespace OrleansFlights.Batch.Archive;

/// <summary>The configuration section <c>Archive</c>.</summary>
public sealed class ArchiveOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Archive";

    /// <summary>The <see cref="Provider"/> that keeps files in a directory.</summary>
    public const string DirectoryProvider = "directory";

    /// <summary>The <see cref="Provider"/> that keeps files in a bucket of MinIO or another S3 store.</summary>
    public const string MinioProvider = "minio";

    /// <summary>Where files lie: <c>directory</c> or <c>minio</c>.</summary>
    [AllowedValues(DirectoryProvider, MinioProvider)]
    public string Provider { get; set; } = DirectoryProvider;

    /// <summary>The directory; default: <c>archive</c> under <c>Data:Path</c>.</summary>
    public string? Directory { get; set; }

    /// <summary>A file ends after so many records, 1 to 100,000,000.</summary>
    [Range(1, 100_000_000)]
    public int RollRecords { get; set; } = 1_000_000;

    /// <summary>A file ends after so many bytes of records, before compression, 1 to 4 GiB.</summary>
    [Range(typeof(long), "1", "4294967296")]
    public long RollBytes { get; set; } = 256L << 20;

    /// <summary>
    /// A file ends this long after its first record, 100 ms to 1 day: what a run can see lags the log by so much at most.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "1.00:00:00")]
    public TimeSpan RollAge { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Files of fewer records are made into larger ones, 0 (never) to 100,000,000.</summary>
    [Range(0, 100_000_000)]
    public int CompactBelow { get; set; } = 500_000;

    /// <summary>Settings of the bucket.</summary>
    public MinioOptions Minio { get; set; } = new();
}

/// <summary>The configuration section <c>Archive:Minio</c>.</summary>
public sealed class MinioOptions
{
    /// <summary>Host and port, such as <c>localhost:9000</c>.</summary>
    [RequiredWhen(nameof(ArchiveOptions.Provider), ArchiveOptions.MinioProvider)]
    [HostAndPort(ErrorMessage = "host:port, without http:// (see Archive:Minio:Secure)")]
    public string Endpoint { get; set; } = "localhost:9000";

    /// <summary>The bucket, which must exist.</summary>
    [RequiredWhen(nameof(ArchiveOptions.Provider), ArchiveOptions.MinioProvider)]
    [RegularExpression(
        "[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]", ErrorMessage = "the name of a bucket: 3 to 63 of the characters a-z, 0-9, '.' and '-'")]
    public string Bucket { get; set; } = "flights";

    /// <summary>Access key.</summary>
    [Secret]
    [RequiredWhen(nameof(ArchiveOptions.Provider), ArchiveOptions.MinioProvider, What = "an access key")]
    public string AccessKey { get; set; } = "";

    /// <summary>Secret key.</summary>
    [Secret]
    [RequiredWhen(nameof(ArchiveOptions.Provider), ArchiveOptions.MinioProvider, What = "a secret key")]
    public string SecretKey { get; set; } = "";

    /// <summary>Whether the endpoint speaks HTTPS.</summary>
    public bool Secure { get; set; }

    /// <summary>How long one request may take, 1 second to 1 hour.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMinutes(2);
}
