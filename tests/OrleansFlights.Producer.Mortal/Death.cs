using System.Diagnostics;
using System.Globalization;

namespace OrleansFlights.Producer.Mortal;

/// <summary>When the process dies.</summary>
/// <param name="Commit">At which of its commits, from 1.</param>
/// <param name="IsBefore">Whether before it begins.</param>
/// <param name="Into">How far into it; null for when the log has said that it is done.</param>
internal sealed record Death(int Commit, bool IsBefore, TimeSpan? Into)
{
    public static Death Parse(string point, int commit) => point switch
    {
        "before" => new Death(commit, IsBefore: true, null),
        "after" => new Death(commit, IsBefore: false, null),
        _ => new Death(commit, IsBefore: false, TimeSpan.FromMilliseconds(double.Parse(point, CultureInfo.InvariantCulture))),
    };

    /// <summary>Ends this process with a signal that it cannot catch.</summary>
    public static void Now()
    {
        Process.GetCurrentProcess().Kill();
        Thread.Sleep(Timeout.Infinite);
    }
}
