using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace OrleansFlights.Foundation.Logging;

/// <summary>What every process says, and how: our own lines, of others only warnings, and what repeats in one line a minute.</summary>
public static class FlightLogging
{
    private const string Section = "Logging";

    /// <summary>What our categories begin with. Orleans' own prefix is theirs, too, as far as filters go.</summary>
    private const string Own = "OrleansFlights";
    private const string Levels = "Logging:LogLevel:";

    /// <summary>
    /// Below everything that is set elsewhere. Of Orleans' silo and watchdog only errors: the one recommends settings for large machines,
    /// the other takes the machine's age for a stall at its first look.
    /// </summary>
    private static readonly Dictionary<string, string?> Defaults = new()
    {
        ["Logging:LogLevel:Default"] = "Information",
        ["Logging:LogLevel:Microsoft"] = "Warning",
        ["Logging:LogLevel:Orleans"] = "Warning",
        ["Logging:LogLevel:Orleans.Runtime.Silo"] = "Error",
        ["Logging:LogLevel:Orleans.Runtime.Watchdog"] = "Error",
        ["Logging:LogLevel:Polly"] = "Warning",
        ["Logging:LogLevel:System"] = "Warning",
        ["Logging:Console:FormatterName"] = PlainConsoleFormatter.FormatterName,
    };

    /// <summary>Adds the levels as the weakest source, so that files, environment and command line change them.</summary>
    public static IConfigurationBuilder AddLoggingDefaults(this IConfigurationBuilder configuration)
    {
        configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = Defaults });
        return configuration;
    }

    /// <summary>Logs to the console as section <c>Logging</c> says.</summary>
    /// <param name="logging">The process's logging.</param>
    /// <param name="configuration">Its settings, with <see cref="AddLoggingDefaults"/>.</param>
    /// <param name="toError">Whether lines go to standard error, since standard output belongs to a command's answer.</param>
    public static ILoggingBuilder AddFlightConsole(this ILoggingBuilder logging, IConfiguration configuration, bool toError = false)
    {
        logging.AddConfiguration(configuration.GetSection(Section));
        if (configuration[Levels + Own] is null
            && Enum.TryParse<LogLevel>(configuration[Levels + "Default"], ignoreCase: true, out var level))
            logging.AddFilter(Own, level);
        logging.AddConsole(console => console.LogToStandardErrorThreshold = toError ? LogLevel.Trace : console.LogToStandardErrorThreshold);
        logging.Services.AddSingleton<ConsoleFormatter, PlainConsoleFormatter>();
        logging.Services.TryAddSingleton(TimeProvider.System);
        foreach (var console in logging.Services.Where(
            s => s.ServiceType == typeof(ILoggerProvider) && s.ImplementationType == typeof(ConsoleLoggerProvider)).ToList())
            logging.Services.Remove(console);
        logging.Services.TryAddSingleton<ConsoleLoggerProvider>();
        logging.Services.TryAddEnumerable(ServiceDescriptor.Singleton<ILoggerProvider, CalmLoggerProvider>());
        return logging;
    }
}
