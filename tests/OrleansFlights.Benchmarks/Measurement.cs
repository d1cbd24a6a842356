using System.Diagnostics;
using System.Globalization;

namespace OrleansFlights.Benchmarks;

/// <summary>Wall time, processor time and peak memory of a piece of work in this process.</summary>
internal sealed record Measurement(string Name, long Events, TimeSpan Wall, TimeSpan Cpu, long PeakBytes)
{
    public static async Task<Measurement> OfAsync(string name, long events, Func<Task> work)
    {
        using var process = Process.GetCurrentProcess();
        var cpu = process.TotalProcessorTime;
        var clock = Stopwatch.StartNew();
        await work();
        clock.Stop();
        process.Refresh();
        return new Measurement(name, events, clock.Elapsed, process.TotalProcessorTime - cpu, process.PeakWorkingSet64);
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Name,-34} {Events / Wall.TotalSeconds,12:N0} /s {Events / Cpu.TotalSeconds,12:N0} /CPU s  {Wall.TotalSeconds,7:F2} s wall "
        + $"{Cpu.TotalSeconds,7:F2} s CPU  peak {PeakBytes >> 20,6:N0} MiB");
}
