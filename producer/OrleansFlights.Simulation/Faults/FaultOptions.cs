using OrleansFlights.Foundation.Settings;

namespace OrleansFlights.Simulation.Faults;

/// <summary>Which faults to mix into simulated records, for tests of what reads them. The default is none.</summary>
public sealed record FaultOptions
{
    /// <summary>The longest <see cref="Disorder"/>.</summary>
    public static readonly TimeSpan MostDisorder = TimeSpan.FromHours(1);

    /// <summary>Share of records that are sent twice, 0 to 1.</summary>
    public double Duplicates { get; init; }

    /// <summary>How long a record may be held back at most, so that later ones overtake it.</summary>
    public TimeSpan Disorder { get; init; }

    /// <summary>Share of events whose times all lie ten minutes to six hours further back than they should, 0 to 1.</summary>
    public double Late { get; init; }

    /// <summary>Share of records that are spoilt so that they are no flight events, 0 to 1.</summary>
    public double Malformed { get; init; }

    /// <summary>Throws unless every value lies in its range.</summary>
    /// <exception cref="SettingException">One does not.</exception>
    public void Validate()
    {
        Share("--duplicates", Duplicates);
        Share("--late", Late);
        Share("--malformed", Malformed);
        SettingException.ThrowUnlessBetween("--disorder", Disorder, TimeSpan.Zero, MostDisorder);
    }

    private static void Share(string key, double value)
    {
        if (!(value >= 0 && value <= 1))
            throw new SettingException(key, value, "0 to 1");
    }
}
