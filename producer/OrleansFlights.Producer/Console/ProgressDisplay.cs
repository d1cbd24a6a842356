using System.Globalization;
using Spectre.Console;

namespace OrleansFlights.Producer.Console;

/// <summary>Shows how far long work is: a bar on a terminal, a plain line every few seconds elsewhere.</summary>
internal abstract class ProgressDisplay
{
    /// <summary>The display that fits an output.</summary>
    public static ProgressDisplay For(TextWriter output, bool isTerminal, TimeProvider time) =>
        isTerminal ? new BarDisplay(output) : new LineDisplay(output, time);

    /// <summary>Runs work and shows its progress.</summary>
    /// <param name="title">What is done.</param>
    /// <param name="total">What the meter reaches at the end; null when there is no end.</param>
    /// <param name="work">The work.</param>
    public abstract Task RunAsync(string title, double? total, Func<ProgressMeter, Task> work);

    private sealed class BarDisplay(TextWriter output) : ProgressDisplay
    {
        public override Task RunAsync(string title, double? total, Func<ProgressMeter, Task> work)
        {
            var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
            ProgressColumn[] columns = total is null
                ? [new SpinnerColumn(), new TaskDescriptionColumn(), new ElapsedTimeColumn()]
                : [new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn()];
            return console.Progress().Columns(columns).StartAsync(context =>
            {
                var task = context.AddTask(Markup.Escape(title), maxValue: total ?? 1);
                task.IsIndeterminate = total is null;
                return work(new ProgressMeter(done =>
                {
                    if (total is null)
                        task.Description = Markup.Escape(string.Create(CultureInfo.InvariantCulture, $"{title}: {done:N0}"));
                    else
                        task.Value = done;
                }));
            });
        }
    }

    private sealed class LineDisplay(TextWriter output, TimeProvider time) : ProgressDisplay
    {
        private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

        public override Task RunAsync(string title, double? total, Func<ProgressMeter, Task> work)
        {
            output.WriteLine(title);
            var last = time.GetTimestamp();
            return work(new ProgressMeter(done =>
            {
                if (time.GetElapsedTime(last) < Every)
                    return;
                last = time.GetTimestamp();
                output.WriteLine(total is { } all
                    ? string.Create(CultureInfo.InvariantCulture, $"{title}: {done / all:P0}")
                    : string.Create(CultureInfo.InvariantCulture, $"{title}: {done:N0}"));
            }));
        }
    }
}

/// <summary>Takes reports of progress; cheap enough for every record.</summary>
internal sealed class ProgressMeter(Action<double> show)
{
    private static readonly TimeSpan LeastPause = TimeSpan.FromMilliseconds(100);
    private long _last;

    /// <summary>Says how much is done.</summary>
    public void Report(double done)
    {
        var now = Environment.TickCount64;
        if (now - _last < LeastPause.TotalMilliseconds)
            return;
        _last = now;
        show(done);
    }
}
