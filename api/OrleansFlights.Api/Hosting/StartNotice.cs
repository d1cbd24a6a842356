using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using OrleansFlights.Cluster;
using OrleansFlights.Foundation.Settings;
using OrleansFlights.Simulation.Hosting;

namespace OrleansFlights.Api;

/// <summary>
/// Says once, when the gateway listens, where to look: pages, where data lies, and that flights are simulated if they are.
/// </summary>
public static partial class StartNotice
{
    /// <summary>Says it when the process has started.</summary>
    public static void AnnounceWhereToLook(this WebApplication app) => app.Lifetime.ApplicationStarted.Register(() => Say(app));

    private static void Say(WebApplication app)
    {
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        foreach (var address in addresses.Select(Reachable))
            Pages(app.Logger, address, $"{address}/graphql", $"{address}/route-counts?origin=DXB&destination=ZRH");
        if (!ClusterSettings.Read(app.Configuration).IsLocalhost)
            return;
        Data(app.Logger, Path.GetFullPath(app.Configuration[$"{DataOptions.Section}:{nameof(DataOptions.Path)}"] is { Length: > 0 } path
            ? path : new DataOptions().Path));
        var simulation = SettingsReader.Read<SimulationOptions>(app.Configuration);
        if (simulation.Enabled)
            Simulated(app.Logger, simulation.Rate);
    }

    /// <summary>What a browser on this machine asks for.</summary>
    private static string Reachable(string address) =>
        address.Replace("//[::]", "//localhost", StringComparison.Ordinal).Replace("//0.0.0.0", "//localhost", StringComparison.Ordinal)
            .Replace("//+", "//localhost", StringComparison.Ordinal);

    [LoggerMessage(5001, LogLevel.Information, "Live page {Page} - GraphQL playground {Playground} - REST {Rest}")]
    private static partial void Pages(ILogger logger, string page, string playground, string rest);

    [LoggerMessage(5002, LogLevel.Information, "Data is in {Path} (Data:Path); delete the directory to start over")]
    private static partial void Data(ILogger logger, string path);

    [LoggerMessage(
        5003, LogLevel.Information, "Flights are simulated, {Rate} events a second; --Simulation:Enabled=false switches that off")]
    private static partial void Simulated(ILogger logger, double rate);
}
