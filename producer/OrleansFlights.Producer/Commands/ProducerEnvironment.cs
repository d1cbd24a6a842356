using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OrleansFlights.Log.Hosting;
using OrleansFlights.Producer.Console;

namespace OrleansFlights.Producer.Commands;

/// <summary>What the commands use of the world around them.</summary>
internal sealed record ProducerEnvironment
{
    /// <summary>Where results go.</summary>
    public required TextWriter Output { get; init; }

    /// <summary>Where errors go.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Shows the progress of long work.</summary>
    public required ProgressDisplay Progress { get; init; }

    /// <summary>The folder for files that nobody named a place for.</summary>
    public string Folder { get; init; } = Directory.GetCurrentDirectory();

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Adds the log.</summary>
    public Action<IServiceCollection, IConfiguration> AddLog { get; init; } = (services, configuration) =>
        services.AddFlightLog(configuration);

    /// <summary>The process's own console and clock.</summary>
    public static ProducerEnvironment Process() => new()
    {
        Output = System.Console.Out,
        Error = System.Console.Error,
        Progress = ProgressDisplay.For(System.Console.Out, !System.Console.IsOutputRedirected, TimeProvider.System),
    };
}
