using System.Net;
using System.Net.Sockets;
using OrleansFlights.Foundation.Settings;

namespace OrleansFlights.Cluster;

/// <summary>Where a silo listens and what it tells others of it.</summary>
internal static class SiloEndpoint
{
    /// <summary>A port, or a free one for 0.</summary>
    public static int PortOrFree(int port)
    {
        if (port != 0)
            return port;
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    /// <summary>Listens as the settings say: on loopback only when that is what is advertised, else on every address.</summary>
    public static ISiloBuilder ConfigureEndpoint(this ISiloBuilder silo, FlightClusterOptions cluster)
    {
        var siloPort = PortOrFree(cluster.SiloPort);
        var gatewayPort = PortOrFree(cluster.GatewayPort);
        if (cluster.AdvertisedAddress is not { } name)
            return silo.ConfigureEndpoints(siloPort, gatewayPort, listenOnAnyHostAddress: true);
        var address = Resolve(name);
        return silo.ConfigureEndpoints(address, siloPort, gatewayPort, listenOnAnyHostAddress: !IPAddress.IsLoopback(address));
    }

    private static IPAddress Resolve(string name)
    {
        try
        {
            return IPAddress.TryParse(name, out var address)
                ? address
                : Dns.GetHostAddresses(name, AddressFamily.InterNetwork).FirstOrDefault() ?? throw Unknown(name, "it has no IPv4 address");
        }
        catch (SocketException e)
        {
            throw Unknown(name, e.Message);
        }
    }

    private static SettingException Unknown(string name, string why) =>
        new($"{FlightClusterOptions.Section}:{nameof(FlightClusterOptions.AdvertisedAddress)}", name,
            $"an IP address or the name of a host ({why})");
}
