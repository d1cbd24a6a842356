using System.Globalization;

namespace OrleansFlights.Benchmarks;

/// <summary>Prints how long something took.</summary>
internal static class Latencies
{
    public static void Print(string name, List<double> milliseconds, TimeSpan? within = null)
    {
        milliseconds.Sort();
        double At(double p) => milliseconds[Math.Min(milliseconds.Count - 1, (int)(p * milliseconds.Count))];
        var rate = within is { } time
            ? string.Create(CultureInfo.InvariantCulture, $"{milliseconds.Count / time.TotalSeconds,7:N0} /s  ") : "";
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name,-30} {rate}p50 {At(0.5),7:F1} ms  p90 {At(0.9),7:F1} ms  p99 {At(0.99),7:F1} ms  max {milliseconds[^1],7:F1} ms  "
            + $"({milliseconds.Count:N0})"));
    }
}
