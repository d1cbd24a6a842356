using System.CommandLine;
using OrleansFlights.Batch.Archive;
using OrleansFlights.Foundation.Settings;
using OrleansFlights.Log;
using OrleansFlights.Search;
using OrleansFlights.Views;

namespace OrleansFlights.Batch.Commands;

/// <summary>The command line of the batch layer. The exit code is 0 only when everything asked for was done.</summary>
internal static class BatchApp
{
    public const int Failed = 1;
    public const int Interrupted = 130;

    public static async Task<int> RunAsync(string[] args)
    {
        var settings = args.Where(IsSetting).ToArray();
        var root = new RootCommand(
            "Archives the log, computes views from the archive and publishes them as generations, indexes flights for search. Settings such as --Log:Provider=kafka may stand "
            + "anywhere; they are also read from appsettings.json and from the environment (Log__Provider).")
        {
            ArchiveCommand.Create(settings),
            RunCommand.Create(settings),
            ScheduleCommand.Create(settings),
            PublishCommand.Create(settings),
            RollbackCommand.Create(settings),
            GenerationsCommand.Create(settings),
            AuditCommand.Create(settings),
            DeadLettersCommand.Create(settings),
            InitCommand.Create(settings),
            IndexCommand.Create(settings),
        };
        try
        {
            return await root.Parse([.. args.Where(a => !IsSetting(a))]).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (Exception e) when (e is SettingException or BatchException or ArchiveException or ViewsException or LogException or SearchException or IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return Failed;
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("interrupted");
            return Interrupted;
        }
    }

    /// <summary>Whether an argument is a setting, <c>--Section:Key=value</c>.</summary>
    private static bool IsSetting(string argument) =>
        argument.StartsWith("--", StringComparison.Ordinal) && argument.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon
        && argument.IndexOf('=', StringComparison.Ordinal) is var equals && equals > colon;
}
