using System.Net;
using Minio.Exceptions;
using OrleansFlights.Foundation;

namespace OrleansFlights.Batch.Archive;

/// <summary>Says what a failed request means: whether to try again, and what to tell people.</summary>
internal static class MinioFailure
{
    /// <summary>How many times a request is tried again that failed for a reason that passes.</summary>
    public const int Retries = 6;

    /// <summary>How long to wait before those.</summary>
    public static Backoff Backoff() => new(TimeSpan.FromMilliseconds(400), TimeSpan.FromSeconds(5));

    /// <summary>The archive's exception for one of a request; null for exceptions that are no failures of the store.</summary>
    public static ArchiveException? Of(Exception e, string location) => e switch
    {
        BucketNotFoundException => Fatal(location, "the bucket does not exist; make it, or set Archive:Minio:Bucket", e),
        AuthorizationException or AccessDeniedException or ForbiddenException =>
            Fatal(location, $"access denied ({e.Message}); check Archive:Minio:AccessKey and Archive:Minio:SecretKey", e),
        MinioException { ServerResponse.StatusCode: HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized } =>
            Fatal(location, $"access denied ({e.Message}); check Archive:Minio:AccessKey and Archive:Minio:SecretKey", e),
        ConnectionException or InternalServerException => Transient(location, e.Message, e),
        HttpRequestException { StatusCode: not null } => Transient(location, e.Message, e),
        HttpRequestException => Transient(location, $"the server cannot be reached: {e.Message}", e),
        OperationCanceledException or TimeoutException => Transient(location, "the server did not answer in time", e),
        MinioException => Fatal(location, e.Message, e),
        IOException or UnauthorizedAccessException => Fatal(location, e.Message, e),
        _ => null,
    };

    private static ArchiveException Transient(string location, string what, Exception e) =>
        new($"The archive {location} failed: {what}.", e) { IsTransient = true };

    private static ArchiveException Fatal(string location, string what, Exception e) => new($"The archive {location} failed: {what}.", e);
}
