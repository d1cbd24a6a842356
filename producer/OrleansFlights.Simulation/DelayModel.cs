namespace OrleansFlights.Simulation;

/// <summary>How a flight ends.</summary>
internal enum Outcome
{
    /// <summary>It lands where it should.</summary>
    Flown,

    /// <summary>It lands elsewhere.</summary>
    Diverted,

    /// <summary>It does not fly.</summary>
    Cancelled,
}

/// <summary>
/// Draws delays and outcomes. Most flights leave a few minutes early or on time; the late ones have a long tail (log-normal), and both
/// their share and their delay grow from morning to evening as the day's delays pile up.
/// </summary>
internal static class DelayModel
{
    private const double CancelledShare = 0.018;
    private const double DivertedShare = 0.0025;
    private const double MorningLateShare = 0.22;
    private const double EveningLateShare = 0.48;
    private const double MorningMedianMinutes = 9;
    private const double EveningMedianMinutes = 22;
    private const double Spread = 1.0;
    private const double EarlyMeanMinutes = -3;
    private const double EarlyDeviationMinutes = 3.5;
    private const double EarliestMinutes = -15;
    private const double LatestMinutes = 20 * 60;

    /// <summary>Draws how a flight ends and how late it leaves, in whole seconds.</summary>
    /// <param name="random">The source of chance.</param>
    /// <param name="hour">Local hour of the scheduled departure, 0 to 24.</param>
    public static (Outcome Outcome, TimeSpan Delay) Draw(Random random, double hour)
    {
        var outcome = random.NextDouble() switch
        {
            < CancelledShare => Outcome.Cancelled,
            < CancelledShare + DivertedShare => Outcome.Diverted,
            _ => Outcome.Flown,
        };

        // 0 at five in the morning, 1 at ten in the evening; the small hours still carry the evening's backlog.
        var day = hour < 5 ? 0.8 - (hour * 0.16) : Math.Min(1, (hour - 5) / 17);
        var late = random.NextDouble() < Between(MorningLateShare, EveningLateShare, day);
        var normal = Normal(random);
        var minutes = late
            ? Between(MorningMedianMinutes, EveningMedianMinutes, day) * Math.Exp(Spread * normal)
            : EarlyMeanMinutes + (EarlyDeviationMinutes * normal);
        return (outcome, TimeSpan.FromSeconds(Math.Round(60 * Math.Clamp(minutes, EarliestMinutes, LatestMinutes))));
    }

    private static double Between(double low, double high, double at) => low + ((high - low) * at);

    /// <summary>A standard normal number (Box and Muller's transform).</summary>
    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
