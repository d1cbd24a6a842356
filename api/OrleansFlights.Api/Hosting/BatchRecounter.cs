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
/// </summary>
public sealed class BatchRecounter(GatewayAudit audit, IServer server, EdgeOptions edge) : IViewRecounter
{
    private static readonly string[] Wildcards = ["*", "+", "0.0.0.0", "[::]"];

    /// <inheritdoc/>
    public bool Offered => !edge.IsClosed;

    /// <inheritdoc/>
    public async Task<ViewRecounted> RecountAsync(ViewKey view, CancellationToken cancellationToken)
    {
        if (!Offered)
            throw new RecountException(
                "This gateway answers only clients that it knows, and does not know itself as one; the command 'audit' of the batch layer "
                + "recounts.");
        try
        {
            var result = await audit.AuditAsync(view, OwnAddress(), cancellationToken);
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
