using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;

namespace OrleansFlights.Api.Edge;

/// <summary>
/// How much one client may ask, so that a flood of one is the others' business as little as possible. A client is who it says it is, or
/// else its address.
/// </summary>
internal static class ClientLimits
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(100);

    /// <summary>Adds the limits that are set.</summary>
    public static void AddClientLimits(this IServiceCollection services, EdgeOptions edge) => services.AddRateLimiter(limiter =>
    {
        limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        limiter.GlobalLimiter = PartitionedRateLimiter.CreateChained(Rate(edge), Connections(edge));
        limiter.OnRejected = (rejected, cancellationToken) => RefuseAsync(rejected, cancellationToken);
    });

    private static PartitionedRateLimiter<HttpContext> Rate(EdgeOptions edge) =>
        PartitionedRateLimiter.Create<HttpContext, string>(context =>
        edge.RequestsPerSecond == 0 || IsProbe(context)
            ? RateLimitPartition.GetNoLimiter("")
            : RateLimitPartition.GetTokenBucketLimiter(Client(context), _ => Bucket(edge)));

    private static PartitionedRateLimiter<HttpContext> Connections(EdgeOptions edge) =>
        PartitionedRateLimiter.Create<HttpContext, string>(context =>
        edge.ConnectionsPerClient == 0 || !GatewayAccess.IsSubscription(context)
            ? RateLimitPartition.GetNoLimiter("")
            : RateLimitPartition.GetConcurrencyLimiter(
                Client(context), _ => new ConcurrencyLimiterOptions { PermitLimit = edge.ConnectionsPerClient, QueueLimit = 0 }));

    /// <summary>A bucket that is filled ten times a second, or as often as it gains a whole request.</summary>
    private static TokenBucketRateLimiterOptions Bucket(EdgeOptions edge)
    {
        var each = Math.Max(1, edge.RequestsPerSecond / 10);
        return new TokenBucketRateLimiterOptions
        {
            TokenLimit = Math.Max(edge.Burst, each),
            TokensPerPeriod = each,
            ReplenishmentPeriod = edge.RequestsPerSecond >= 10 ? Period : TimeSpan.FromSeconds(1.0 / edge.RequestsPerSecond),
            QueueLimit = 0,
        };
    }

    private static async ValueTask RefuseAsync(OnRejectedContext rejected, CancellationToken cancellationToken)
    {
        var wait = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after)
            ? Math.Max(1, (int)Math.Ceiling(after.TotalSeconds)) : 1;
        var response = rejected.HttpContext.Response;
        response.Headers.RetryAfter = wait.ToString(CultureInfo.InvariantCulture);
        await response.WriteAsJsonAsync(
            new
            {
                errors = new[] { new { message = $"Too much at once; try again in {wait} s.",
                extensions = new { code = "TOO_MANY_REQUESTS" } } }
            }, cancellationToken);
    }

    private static bool IsProbe(HttpContext context) =>
        context.Request.Path.StartsWithSegments("/health") || context.Request.Path.StartsWithSegments("/metrics");

    private static string Client(HttpContext context) =>
        context.User.Identity is { IsAuthenticated: true, Name: { } name }
            ? $"name {name}" : $"address {context.Connection.RemoteIpAddress}";
}
