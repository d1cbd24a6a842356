using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using OrleansFlights.Foundation.Settings;

namespace OrleansFlights.Hosting;

/// <summary>Where a process listens, <c>Urls</c>.</summary>
public static class ListeningUrls
{
    /// <summary>
    /// Stops a process that could not listen before it has started anything: ASP.NET Core itself listens last of all, when a silo has
    /// joined its cluster and holds partitions.
    /// </summary>
    /// <exception cref="SettingException">Something else listens at an address.</exception>
    public static void ThrowUnlessUrlsAreFree(this IConfiguration configuration)
    {
        foreach (var url in (configuration[WebHostDefaults.ServerUrlsKey] ?? "")
            .Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var address = BindingAddress.Parse(url);
            if (!address.IsUnixPipe && !address.IsNamedPipe && address.Port != 0 && IsTaken(address))
                throw new SettingException("Urls", url, "an address at which nothing listens");
        }
    }

    private static bool IsTaken(BindingAddress address)
    {
        try
        {
            using var listener = new TcpListener(IpOf(address.Host), address.Port);
            listener.Start();
            return false;
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            return true;
        }
    }

    /// <summary>What Kestrel binds to: any address for all that is neither an IP address nor <c>localhost</c>.</summary>
    private static IPAddress IpOf(string host) =>
        IPAddress.TryParse(host, out var ip) ? ip : host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            ? IPAddress.Loopback : IPAddress.Any;
}
