using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using OrleansFlights.Foundation.Settings;
using StackExchange.Redis;

namespace OrleansFlights.Cluster;

/// <summary>Reads and checks the section <c>Cluster</c>.</summary>
public static partial class ClusterSettings
{
    private const string Section = FlightClusterOptions.Section;

    /// <summary>The section, every value checked.</summary>
    /// <exception cref="SettingException">A setting is not what it may be.</exception>
    public static FlightClusterOptions Read(IConfiguration configuration)
    {
        var section = configuration.GetSection(Section);
        ThrowUnlessInteger(section, nameof(FlightClusterOptions.SiloPort));
        ThrowUnlessInteger(section, nameof(FlightClusterOptions.GatewayPort));
        ThrowUnlessInteger(section, nameof(FlightClusterOptions.MissedProbes));
        if (section[nameof(FlightClusterOptions.ProbeTimeout)] is { } timeout && !TimeSpan.TryParse(timeout, CultureInfo.InvariantCulture, out _))
            throw new SettingException($"{Section}:{nameof(FlightClusterOptions.ProbeTimeout)}", timeout, "a duration such as 00:00:01.5");

        var options = section.Get<FlightClusterOptions>() ?? new FlightClusterOptions();
        SettingException.ThrowUnlessOneOf(
            $"{Section}:{nameof(options.Provider)}", options.Provider, FlightClusterOptions.LocalhostProvider, FlightClusterOptions.RedisProvider);
        SettingException.ThrowUnlessBetween($"{Section}:{nameof(options.SiloPort)}", options.SiloPort, 0, IPEndPoint.MaxPort);
        SettingException.ThrowUnlessBetween($"{Section}:{nameof(options.GatewayPort)}", options.GatewayPort, 0, IPEndPoint.MaxPort);
        SettingException.ThrowUnlessBetween(
            $"{Section}:{nameof(options.ProbeTimeout)}", options.ProbeTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1));
        SettingException.ThrowUnlessBetween($"{Section}:{nameof(options.MissedProbes)}", options.MissedProbes, 1, 10);
        ThrowUnlessName(nameof(options.ClusterId), options.ClusterId);
        ThrowUnlessName(nameof(options.ServiceId), options.ServiceId);
        if (!options.IsLocalhost)
            ThrowUnlessConnection(options.Redis.ConnectionString);
        return options;
    }

    private static void ThrowUnlessConnection(string? connection)
    {
        const string Key = $"{Section}:{nameof(FlightClusterOptions.Redis)}:{nameof(FlightClusterOptions.RedisOptions.ConnectionString)}";
        const string Allowed = "what StackExchange.Redis takes, such as redis:6379 or redis:6380,password=…,ssl=true";
        try
        {
            // The message leaves the value out: it may hold a password.
            if (string.IsNullOrWhiteSpace(connection) || ConfigurationOptions.Parse(connection).EndPoints.Count == 0)
                throw new SettingException(Key, string.IsNullOrWhiteSpace(connection) ? connection : "…", Allowed);
        }
        catch (ArgumentException e)
        {
            throw new SettingException(Key, "…", $"{Allowed} ({e.Message})");
        }
    }

    private static void ThrowUnlessInteger(IConfigurationSection section, string key)
    {
        if (section[key] is { } text && !int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out _))
            throw new SettingException($"{Section}:{key}", text, "a whole number");
    }

    private static void ThrowUnlessName(string key, string name)
    {
        if (!Name().IsMatch(name))
            throw new SettingException($"{Section}:{key}", name, "1 to 100 of the characters a-z, A-Z, 0-9, '.', '_' and '-'");
    }

    [GeneratedRegex(@"\A[a-zA-Z0-9._-]{1,100}\z")]
    private static partial Regex Name();
}
