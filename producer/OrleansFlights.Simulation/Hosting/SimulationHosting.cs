using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OrleansFlights.Foundation.Settings;
using OrleansFlights.Log;

namespace OrleansFlights.Simulation.Hosting;

/// <summary>Adds the simulation to a host.</summary>
public static class SimulationHosting
{
    /// <summary>
    /// Simulates flights while the host runs, as the section <c>Simulation</c> says, unless it names a source of past ones; the host has
    /// <see cref="IEventLog"/>.
    /// </summary>
    /// <exception cref="SettingException">A setting of the section is wrong.</exception>
    public static IServiceCollection AddFlightSimulation(this IServiceCollection services, IConfiguration configuration)
    {
        var options = SettingsReader.Read<SimulationOptions>(configuration);
        if (!options.Enabled || options.Source is not null)
            return services;

        services.AddSingleton(options);
        services.TryAddSingleton(TimeProvider.System);
        return services.AddHostedService<SimulationService>();
    }
}
