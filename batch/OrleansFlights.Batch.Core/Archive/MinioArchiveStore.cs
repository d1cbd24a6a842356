using Microsoft.Extensions.Logging;
using Minio;
using Minio.DataModel.Args;
using Minio.Exceptions;

namespace OrleansFlights.Batch.Archive;

/// <summary>
/// An archive in a bucket of MinIO or another S3 store: an object appears whole or not at all. The engine reads files, so an object that is
/// opened is first copied to a local folder, once, because objects never change.
/// </summary>
public sealed class MinioArchiveStore : IArchiveStore, IDisposable
{
    private readonly HttpClient _http;
    private readonly IMinioClient _client;
    private readonly MinioCache _cache;
    private readonly MinioOptions _options;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly string _prefix;

    /// <summary>Opens the archive of a topic; does not connect yet.</summary>
    /// <param name="options">The bucket and how to reach it.</param>
    /// <param name="topic">The topic.</param>
    /// <param name="cache">Folder for copies of objects.</param>
    /// <param name="time">The clock that retries wait on.</param>
    /// <param name="logger">Takes warnings of retries.</param>
    public MinioArchiveStore(MinioOptions options, string topic, string cache, TimeProvider time, ILogger<MinioArchiveStore> logger)
    {
        _options = options;
        _time = time;
        _logger = logger;
        _prefix = topic + "/";
        _cache = new MinioCache(Path.Combine(cache, topic));
        _http = new HttpClient(new ServerErrors());
        _client = new MinioClient()
            .WithEndpoint(options.Endpoint)
            .WithCredentials(options.AccessKey, options.SecretKey)
            .WithSSL(options.Secure)
            .WithHttpClient(_http)
            .Build();
    }

    /// <inheritdoc/>
    public string Location => $"{(_options.Secure ? "https" : "http")}://{_options.Endpoint}/{_options.Bucket}/{_prefix}";

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<ArchiveFile>> ListAsync(CancellationToken cancellationToken) =>
        (await ListAllAsync(cancellationToken)).Files;

    /// <inheritdoc/>
    public async ValueTask<ArchiveListing> ListAllAsync(CancellationToken cancellationToken)
    {
        var listing = await TryAsync(
            async token =>
            {
                var (found, entries) = (new List<ArchiveFile>(), new List<ArchiveEntry>());
                var list = new ListObjectsArgs().WithBucket(_options.Bucket).WithPrefix(_prefix).WithRecursive(true);
                await foreach (var item in _client.ListObjectsEnumAsync(list, token))
                {
                    var name = item.Key[_prefix.Length..];
                    if (ArchiveFile.TryParse(name, (long)item.Size, out var file))
                        found.Add(file);
                    else if (ArchiveEntry.TryParse(name, out var entry))
                        entries.Add(entry);
                }

                // A listing of a bucket that does not exist looks empty, which would start the archive anew.
                if (found.Count == 0 && !await _client.BucketExistsAsync(new BucketExistsArgs().WithBucket(_options.Bucket), token))
                    throw new BucketNotFoundException(_options.Bucket, "the bucket does not exist");
                return new ArchiveListing(found, entries);
            },
            cancellationToken);
        _cache.KeepOnly(listing.Files);
        return listing;
    }

    /// <inheritdoc/>
    public async ValueTask PutEntryAsync(ArchiveEntry entry, CancellationToken cancellationToken) => await TryAsync(
        async token =>
        {
            // Of an empty object the client library cannot say the size; the name says all, a line end is enough.
            using var content = new MemoryStream("\n"u8.ToArray());
            var put = new PutObjectArgs().WithBucket(_options.Bucket).WithObject(_prefix + entry.Name).WithStreamData(content)
                .WithObjectSize(content.Length);
            return await _client.PutObjectAsync(put, token);
        },
        cancellationToken);

    /// <inheritdoc/>
    public async ValueTask RemoveEntryAsync(ArchiveEntry entry, CancellationToken cancellationToken) =>
        await RemoveObjectAsync(entry.Name, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask PutAsync(ArchiveFile file, string localFile, CancellationToken cancellationToken) => await TryAsync(
        async token =>
        {
            await using var content = File.OpenRead(localFile);
            var put = new PutObjectArgs().WithBucket(_options.Bucket).WithObject(_prefix + file.Name)
                .WithStreamData(content).WithObjectSize(content.Length).WithContentType("application/vnd.apache.parquet");
            return await _client.PutObjectAsync(put, token);
        },
        cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<string> OpenAsync(ArchiveFile file, CancellationToken cancellationToken)
    {
        var path = _cache.PathOf(file);
        if (!File.Exists(path))
        {
            await TryAsync(
                async token =>
                {
                    await _cache.AddAsync(file, target => _client.GetObjectAsync(
                        new GetObjectArgs().WithBucket(_options.Bucket).WithObject(_prefix + file.Name)
                            .WithCallbackStream((source, stop) => source.CopyToAsync(target, stop)),
                        token));
                    return true;
                },
                cancellationToken);
        }

        return path;
    }

    /// <inheritdoc/>
    public async ValueTask RemoveAsync(ArchiveFile file, CancellationToken cancellationToken) =>
        await RemoveObjectAsync(file.Name, cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        _client.Dispose();
        _http.Dispose();
    }

    private Task<bool> RemoveObjectAsync(string name, CancellationToken cancellationToken) => TryAsync(
        async token =>
        {
            await _client.RemoveObjectAsync(new RemoveObjectArgs().WithBucket(_options.Bucket).WithObject(_prefix + name), token);
            return true;
        },
        cancellationToken);

    private async Task<T> TryAsync<T>(Func<CancellationToken, Task<T>> request, CancellationToken cancellationToken)
    {
        var backoff = MinioFailure.Backoff();
        while (true)
        {
            // The client library sets the HTTP client's own timeout to something else.
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(_options.Timeout);
            try
            {
                return await request(limit.Token);
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested && MinioFailure.Of(e, Location) is { } failure)
            {
                if (!failure.IsTransient || backoff.Failures == MinioFailure.Retries)
                    throw failure;
                var pause = backoff.Next();
                ArchiveMessages.Retrying(_logger, failure.Message, backoff.Failures + 1, pause.TotalSeconds);
                await Task.Delay(pause, _time, cancellationToken);
            }
        }
    }
}
