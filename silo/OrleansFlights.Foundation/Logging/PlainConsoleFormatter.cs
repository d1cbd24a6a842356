using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace OrleansFlights.Foundation.Logging;

/// <summary>
/// A line for people: time, level, who says it, what. Of an exception a warning shows what it and its causes say, an error also where it
/// happened.
/// <c>Logging:Console:FormatterName</c> chooses another: <c>simple</c>, <c>systemd</c>, <c>json</c>.
/// </summary>
internal sealed class PlainConsoleFormatter(TimeProvider time) : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "plain";

    private const int MostCauses = 5;

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        textWriter.Write(time.GetUtcNow().ToString("HH:mm:ss'Z' ", CultureInfo.InvariantCulture));
        textWriter.Write(LevelName(logEntry.LogLevel));
        textWriter.Write(' ');
        textWriter.Write(logEntry.Category[(logEntry.Category.LastIndexOf('.') + 1)..]);
        textWriter.Write(": ");
        textWriter.Write(logEntry.Formatter(logEntry.State, logEntry.Exception));
        if (logEntry.Exception is { } exception)
        {
            if (logEntry.LogLevel >= LogLevel.Error)
            {
                textWriter.WriteLine();
                textWriter.Write(exception);
            }
            else
            {
                WriteCauses(exception, textWriter);
            }
        }

        textWriter.WriteLine();
    }

    private static void WriteCauses(Exception exception, TextWriter writer)
    {
        var said = "";
        var cause = exception;
        for (var i = 0; cause is not null && i < MostCauses; i++, cause = cause.InnerException)
        {
            if (said.Contains(cause.Message, StringComparison.Ordinal))
                continue;
            writer.Write(i == 0 ? " | " : " < ");
            writer.Write(cause.Message);
            said = cause.Message;
        }
    }

    private static string LevelName(LogLevel level) => level switch
    {
        LogLevel.Trace => "trace",
        LogLevel.Debug => "debug",
        LogLevel.Information => "info ",
        LogLevel.Warning => "warn ",
        LogLevel.Error => "error",
        _ => "fatal",
    };
}
