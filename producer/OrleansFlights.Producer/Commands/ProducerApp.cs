using System.CommandLine;
using OrleansFlights.Foundation.Settings;
using OrleansFlights.Log;

namespace OrleansFlights.Producer.Commands;

/// <summary>The command line of the producer. The exit code is 0 only when everything asked for was done.</summary>
internal static class ProducerApp
{
    public const int Failed = 1;
    public const int Interrupted = 130;

    /// <summary>Parses the arguments and runs the command they name.</summary>
    public static async Task<int> RunAsync(string[] args, ProducerEnvironment environment, CancellationToken cancellationToken = default)
    {
        var settings = SettingArguments.Split(args);
        var root = new RootCommand(
            "Writes flight events: simulated to files or to the log, or replayed from files. Settings such as --Log:Provider=kafka may stand anywhere; "
            + "they are also read from appsettings.json and from the environment (Log__Provider).")
        {
            GenerateCommand.Create(environment),
            ProduceCommand.Create(environment, settings.Settings),
            ReplayCommand.Create(environment, settings.Settings),
        };
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
            return await root.Parse(settings.Rest).InvokeAsync(invocation, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return Interrupted;
        }
        catch (Exception wrong) when (wrong is SettingException or LogException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            await environment.Error.WriteLineAsync($"error: {wrong.Message}");
            return Failed;
        }
    }
}
