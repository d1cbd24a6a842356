using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OrleansFlights.Foundation.Settings;
using OrleansFlights.Simulation.Hosting;

namespace OrleansFlights.Import.Playback;

/// <summary>Adds the playing of a file to a host.</summary>
public static class PlaybackHosting
{
    /// <summary>Plays the file that <c>Simulation:Source</c> names, if it names one, instead of simulating flights.</summary>
    /// <exception cref="SettingException">A setting of the section is wrong.</exception>
    public static IServiceCollection AddFlightPlayback(this IServiceCollection services, IConfiguration configuration)
    {
        var options = SettingsReader.Read<SimulationOptions>(configuration);
        if (!options.Enabled || options.Source is null)
            return services;
        if (!File.Exists(options.Source) && !Directory.Exists(options.Source))
            throw new SettingException("Simulation:Source", options.Source, "a file or folder of flights that exists");
        services.TryAddSingleton(options);
        services.TryAddSingleton(TimeProvider.System);
        return services.AddHostedService<PlaybackService>();
    }
}
