using System.CommandLine;
using OrleansFlights.Simulation.Faults;

namespace OrleansFlights.Producer.Commands;

/// <summary>The switches that mix faults into simulated records.</summary>
internal sealed class FaultSwitches
{
    private readonly Option<double> _duplicates = SharedOptions.Ranged(
        "--duplicates", "Share of records that are sent twice, 0 to 1.", 0.0, 1.0);
    private readonly Option<double> _disorder = SharedOptions.Ranged(
        "--disorder", "Seconds that a record may be held back at most, so that later ones overtake it.", 0.0,
            FaultOptions.MostDisorder.TotalSeconds);

    private readonly Option<double> _late = SharedOptions.Ranged(
        "--late", "Share of events whose times lie 10 minutes to 6 hours too far back, 0 to 1.", 0.0, 1.0);
    private readonly Option<double> _malformed = SharedOptions.Ranged(
        "--malformed", "Share of records that are no valid events, 0 to 1.", 0.0, 1.0);

    public void AddTo(Command command)
    {
        command.Options.Add(_duplicates);
        command.Options.Add(_disorder);
        command.Options.Add(_late);
        command.Options.Add(_malformed);
    }

    public FaultOptions Read(ParseResult result) => new()
    {
        Duplicates = result.GetValue(_duplicates),
        Disorder = TimeSpan.FromSeconds(result.GetValue(_disorder)),
        Late = result.GetValue(_late),
        Malformed = result.GetValue(_malformed),
    };
}
