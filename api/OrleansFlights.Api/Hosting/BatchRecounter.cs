using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using OrleansFlights.Api.Edge;
using OrleansFlights.Batch;
using OrleansFlights.Batch.Audit;
using OrleansFlights.Flights;
using OrleansFlights.Gateway.Recounts;

namespace OrleansFlights.Api;

/// <summary>
/// Recounts with the batch layer of this process; the answer that it checks is asked for as clients ask, at this gateway's own address.
/// Where the gateway asks who its clients are, only one that may operate it gets a recount, and the question is asked in its name.
/// </summary>
public sealed class BatchRecounter(GatewayAudit audit, IServer server, EdgeOptions edge, IHttpContextAccessor requests) : IViewRecounter
{
    private static readonly string[] Wildcards = ["*", "+", "0.0.0.0", "[::]"];
    private static readonly string[] Shown = ["X-Api-Key", "Authorization"];

    /// <inheritdoc/>
    public bool Offered => !edge.IsClosed || Operator is not null;

    private HttpContext? Operator =>
        requests.HttpContext is { } context && GatewayAccess.May(context.User, Rights.Operate, edge) ? context : null;

    /// <inheritdoc/>
    public async Task<ViewRecounted> RecountAsync(ViewKey view, CancellationToken cancellationToken)
    {
        if (!Offered)
            throw new RecountException(
                $"Only clients with the right '{Rights.Operate}' may have views recounted here; "
                + "the command 'audit' of the batch layer recounts.");
        var shown = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in Shown)
        {
            if (edge.IsClosed && Operator?.Request.Headers[name] is [{ Length: > 0 } value])
                shown.Add(name, value);
        }

        try
        {
            var result = await audit.AuditAsync(view, OwnAddress(), shown, cancellationToken);
            return new ViewRecounted(result.Generation, result.Events, result.Differences);
        }
        catch (BatchException e)
        {
            throw new RecountException(e.Message, e);
        }
    }

    /// <summary>Where this process itself reaches what listens at an address.</summary>
    public static Uri Reach(string address)
    {
        foreach (var wildcard in Wildcards)
            address = address.Replace($"://{wildcard}:", "://localhost:", StringComparison.Ordinal);
        return new Uri(address);
    }

    private Uri OwnAddress()
    {
        var addresses = server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        return addresses.Order(StringComparer.Ordinal).FirstOrDefault(a => a.StartsWith("http://", StringComparison.Ordinal)) is { } address
            ? Reach(address)
            : throw new RecountException("This gateway listens at no address with http, at which it could ask itself.");
    }
}
