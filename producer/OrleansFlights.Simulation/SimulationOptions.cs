using System.Globalization;
using Microsoft.Extensions.Configuration;
using OrleansFlights.Foundation.Settings;
using OrleansFlights.Simulation.Live;

namespace OrleansFlights.Simulation;

/// <summary>The configuration section <c>Simulation</c>.</summary>
public sealed class SimulationOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Simulation";

    /// <summary>The default of <see cref="Rate"/>.</summary>
    public const double DefaultRate = 20;

    /// <summary>Whether the process simulates flights; default: yes.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Events per second, <see cref="LiveFeed.LeastRate"/> to <see cref="LiveFeed.MostRate"/>.</summary>
    public double Rate { get; init; } = DefaultRate;

    /// <summary>The same seed gives the same flights; default: another one each start.</summary>
    public int? Seed { get; init; }

    /// <summary>Reads and checks the section.</summary>
    /// <exception cref="SettingException">A value is none that its key takes.</exception>
    public static SimulationOptions From(IConfiguration configuration)
    {
        var section = configuration.GetSection(Section);
        return new SimulationOptions
        {
            Enabled = Read(section, nameof(Enabled), true, "true or false", text => bool.TryParse(text, out var value) ? value : null),
            Rate = Read(section, nameof(Rate), DefaultRate, $"{LiveFeed.LeastRate} to {LiveFeed.MostRate} events per second", ParseRate),
            Seed = section[nameof(Seed)] is { Length: > 0 }
                ? Read(section, nameof(Seed), 0, "a whole number", text => int.TryParse(text, CultureInfo.InvariantCulture, out var value) ? value : null)
                : null,
        };
    }

    private static double? ParseRate(string text) =>
        double.TryParse(text, CultureInfo.InvariantCulture, out var rate) && rate >= LiveFeed.LeastRate && rate <= LiveFeed.MostRate ? rate : null;

    private static T Read<T>(IConfigurationSection section, string key, T otherwise, string allowed, Func<string, T?> parse)
        where T : struct =>
        section[key] is { Length: > 0 } text ? parse(text) ?? throw new SettingException($"{Section}:{key}", text, allowed) : otherwise;
}
