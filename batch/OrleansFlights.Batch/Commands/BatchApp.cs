using System.CommandLine;
using OrleansFlights.Batch.Archive;
using OrleansFlights.CommandLine;
using OrleansFlights.Foundation.Settings;
using OrleansFlights.Foundation.Telemetry;
using OrleansFlights.Log;
using OrleansFlights.Search;
using OrleansFlights.Views;

namespace OrleansFlights.Batch.Commands;

/// <summary>The command line of the batch layer. The exit code is 0 only when everything asked for was done.</summary>
internal static class BatchApp
{
    public const int Failed = 1;
    public const int Interrupted = 130;

    /// <summary>The sections that the batch layer reads.</summary>
    public static SettingsCatalog Catalog { get; } = new(
        typeof(DataOptions), typeof(LogOptions), typeof(ArchiveOptions), typeof(BatchOptions), typeof(ViewsOptions), typeof(SearchOptions),
            typeof(TelemetryOptions));

    public static async Task<int> RunAsync(string[] args)
    {
        try
        {
            var line = new ToolCommandLine(args, Catalog);
            var settings = line.Settings;
            var root = new RootCommand(
                "Archives the log, computes views from the archive and publishes them as generations, indexes flights for search. "
                + $"{ToolCommandLine.SettingsHelp}")
            {
                ArchiveCommand.Create(settings),
                RunCommand.Create(settings),
                ScheduleCommand.Create(settings),
                PublishCommand.Create(settings),
                RollbackCommand.Create(settings),
                UnpinCommand.Create(settings),
                GenerationsCommand.Create(settings),
                VerifyCommand.Create(settings),
                AuditCommand.Create(settings),
                DeadLettersCommand.Create(settings),
                InitCommand.Create(settings),
                IndexCommand.Create(settings),
                ExportCommand.Create(settings),
                DataCommand.Create(settings),
                ResetCommand.Create(settings),
            };
            return await line.RunAsync(root, new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (Exception e) when (
            e is SettingException or BatchException or ArchiveException or ViewsException or LogException or SearchException or IOException or UnauthorizedAccessException or InvalidDataException)
        {
            await Console.Error.WriteLineAsync(SettingFailure.Of(e) ?? e.Message);
            return Failed;
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("interrupted");
            return Interrupted;
        }
    }
}
