using System.Diagnostics;

namespace OrleansFlights.Benchmarks;

/// <summary>Measures a process of its own, from start to end.</summary>
internal static class ProcessMeasurement
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);

    /// <summary>
    /// Runs a program that must succeed. Processor time and memory are those of the last look, at most one poll before its end.
    /// </summary>
    public static async Task<Measurement> OfAsync(string name, long events, string program, params IEnumerable<string> arguments)
    {
        var clock = Stopwatch.StartNew();
        using var process = Process.Start(
            new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        var (cpu, peak) = (TimeSpan.Zero, 0L);
        using var timer = new PeriodicTimer(Poll);
        while (!process.HasExited)
        {
            try
            {
                process.Refresh();
                (cpu, peak) = (process.TotalProcessorTime, Math.Max(peak, process.PeakWorkingSet64));
            }
            catch (InvalidOperationException)
            {
                break;
            }

            await timer.WaitForNextTickAsync();
        }

        await process.WaitForExitAsync();
        clock.Stop();
        return process.ExitCode == 0
            ? new Measurement(name, events, clock.Elapsed, cpu, peak)
            : throw new InvalidOperationException(
                $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}: {await output}{await errors}");
    }
}
