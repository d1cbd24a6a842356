using System.CommandLine;
using OrleansFlights.Simulation.Faults;

namespace OrleansFlights.Producer.Commands;

/// <summary>Options that several commands take.</summary>
internal static class SharedOptions
{
    public static Option<string?> Data() => new("--data") { Description = "The directory of embedded stores (Data:Path); default: data." };

    public static Option<int?> Seed() => new("--seed") { Description = "The same seed gives the same flights; default: another one each time." };

    /// <summary>An option that takes numbers in a range.</summary>
    public static Option<T> Ranged<T>(string name, string description, T least, T most)
        where T : struct, IComparable<T>
    {
        var option = new Option<T>(name) { Description = description };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 0 || result.Errors.Any())
                return;
            var value = result.GetValueOrDefault<T>();
            if (value.CompareTo(least) < 0 || value.CompareTo(most) > 0)
                result.AddError($"{name} is '{result.Tokens[0].Value}'; allowed: {least} to {most}.");
        });
        return option;
    }

    /// <summary>Refuses a command's unfinished result: what is not done is an error.</summary>
    public static int ExitCode(bool allDone) => allDone ? 0 : ProducerApp.Failed;
}

/// <summary>The switches that mix faults into simulated records.</summary>
internal sealed class FaultSwitches
{
    private readonly Option<double> _duplicates = SharedOptions.Ranged("--duplicates", "Share of records that are sent twice, 0 to 1.", 0.0, 1.0);
    private readonly Option<double> _disorder = SharedOptions.Ranged(
        "--disorder", "Seconds that a record may be held back at most, so that later ones overtake it.", 0.0, FaultOptions.MostDisorder.TotalSeconds);

    private readonly Option<double> _late = SharedOptions.Ranged("--late", "Share of events whose times lie 10 minutes to 6 hours too far back, 0 to 1.", 0.0, 1.0);
    private readonly Option<double> _malformed = SharedOptions.Ranged("--malformed", "Share of records that are no valid events, 0 to 1.", 0.0, 1.0);

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
