using Spectre.Console;

namespace OrleansFlights.Batch.Commands;

/// <summary>Shows the progress of long work on standard error, so that results on standard output stay clean.</summary>
internal static class ConsoleProgress
{
    /// <summary>Runs work that says how much of a total is done.</summary>
    public static async Task<T> BarAsync<T>(string title, Func<IProgress<(long Done, long Total)>, Task<T>> work)
    {
        if (Console.IsErrorRedirected)
            return await work(new Report<(long, long)>(_ => { }));
        return await OnError().Progress().AutoClear(true).Columns(
            new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
                .StartAsync(async context =>
        {
            var task = context.AddTask(title);
            return await work(new Report<(long Done, long Total)>(p =>
            {
                task.MaxValue = Math.Max(1, p.Total);
                task.Value = p.Done;
            }));
        });
    }

    /// <summary>Runs work that says in words what it does.</summary>
    public static async Task<T> StatusAsync<T, TStage>(Func<TStage, string> words, Func<IProgress<TStage>, Task<T>> work)
    {
        if (Console.IsErrorRedirected)
            return await work(new Report<TStage>(_ => { }));
        return await OnError().Status().StartAsync("starting", async context =>
            await work(new Report<TStage>(stage => context.Status(Markup.Escape(words(stage))))));
    }

    private static IAnsiConsole OnError() => AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });

    private sealed class Report<T>(Action<T> show) : IProgress<T>
    {
        void IProgress<T>.Report(T value) => show(value);
    }
}
