using System.Net;
using OrleansFlights.Batch.Runs;
using OrleansFlights.Gateway.Resolvers;

namespace OrleansFlights.Api.Edge;

/// <summary>
/// Who may operate the pipeline: where clients are asked who they are, those with the right to; where everything is open, nobody but who
/// sits at the machine itself. Whatever was passed on by a proxy, or was asked for under another name than the machine's own, as pages of
/// other sites do that have their name point here, is not that.
/// </summary>
internal sealed class OperatorAccess(EdgeOptions edge, IHttpContextAccessor requests, IServiceProvider services) : IOperatorRights
{
    private static readonly string[] PassedOn = ["X-Forwarded-For", "X-Forwarded-Host", "Forwarded", "Via", "X-Real-IP"];

    /// <inheritdoc/>
    public bool MayOperate =>
        requests.HttpContext is { } context && services.GetService<Publisher>() is not null && IsAllowed(context, edge);

    /// <summary>Whether the client of a request may.</summary>
    public static bool IsAllowed(HttpContext context, EdgeOptions edge) =>
        edge.IsClosed ? GatewayAccess.May(context.User, Rights.Operate, edge) : IsOwnMachine(context);

    private static bool IsOwnMachine(HttpContext context) =>
        context.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address)
        && !Array.Exists(PassedOn, context.Request.Headers.ContainsKey)
        && IsOwnName(context.Request.Host.Host)
        && (context.Request.Headers.Origin is not [{ } origin]
            || (Uri.TryCreate(origin, UriKind.Absolute, out var page) && page.Authority == context.Request.Host.Value));

    private static bool IsOwnName(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
