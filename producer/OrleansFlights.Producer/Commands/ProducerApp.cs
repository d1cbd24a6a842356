using System.CommandLine;
using OrleansFlights.CommandLine;
using OrleansFlights.Foundation.Settings;
using OrleansFlights.Foundation.Telemetry;
using OrleansFlights.Log;

namespace OrleansFlights.Producer.Commands;

/// <summary>The command line of the producer. The exit code is 0 only when everything asked for was done.</summary>
internal static class ProducerApp
{
    public const int Failed = 1;
    public const int Interrupted = 130;

    /// <summary>The sections that the producer reads.</summary>
    public static SettingsCatalog Catalog { get; } = new(typeof(DataOptions), typeof(LogOptions), typeof(TelemetryOptions));

    /// <summary>Parses the arguments and runs the command they name.</summary>
    public static async Task<int> RunAsync(string[] args, ProducerEnvironment environment, CancellationToken cancellationToken = default)
    {
        var invocation = new InvocationConfiguration
        {
            Output = environment.Output,
            Error = environment.Error,
            EnableDefaultExceptionHandler = false,

            // Ctrl-C cancels; what is under way gets this long to end well and to print its summary.
            ProcessTerminationTimeout = TimeSpan.FromSeconds(15),
        };
        try
        {
            var line = new ToolCommandLine(args, Catalog);
            var root = new RootCommand(
                $"Writes flight events: simulated to files or to the log, or replayed from files. {ToolCommandLine.SettingsHelp}")
            {
                GenerateCommand.Create(environment),
                ProduceCommand.Create(environment, line.Settings),
                ReplayCommand.Create(environment, line.Settings),
            };
            return await line.RunAsync(root, invocation, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return Interrupted;
        }
        catch (Exception wrong) when (
            wrong is SettingException or LogException or IOException or UnauthorizedAccessException or ArgumentException or InvalidDataException)
        {
            await environment.Error.WriteLineAsync($"error: {SettingFailure.Of(wrong) ?? wrong.Message}");
            return Failed;
        }
    }
}
