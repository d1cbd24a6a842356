using System.CommandLine;
using System.CommandLine.Parsing;
using OrleansFlights.Batch.DeadLetters;

namespace OrleansFlights.Batch.Commands;

/// <summary>The options that choose dead letters.</summary>
internal sealed class DeadLetterOptions
{
    private readonly Option<string?> _reason = new("--reason") { Description = "Only those whose reason contains this text." };
    private readonly Option<int?> _partition = new(
        "--partition")
    { Description = "Only those from this partition of the topic of events." };
    private readonly Option<long?> _from = new("--from") { Description = "Only those from this offset of their partition on." };
    private readonly Option<long?> _to = new("--to") { Description = "Only those below this offset of their partition." };

    public void AddTo(Command command)
    {
        command.Options.Add(_reason);
        command.Options.Add(_partition);
        command.Options.Add(_from);
        command.Options.Add(_to);
    }

    public DeadLetterFilter Filter(ParseResult parsed) =>
        Filter(parsed.GetValue(_reason), parsed.GetValue(_partition), parsed.GetValue(_from), parsed.GetValue(_to));

    public DeadLetterFilter Filter(CommandResult result) =>
        Filter(result.GetValue(_reason), result.GetValue(_partition), result.GetValue(_from), result.GetValue(_to));

    /// <summary>Reads the place that an option or argument names.</summary>
    public static RecordPosition? Place(ArgumentResult result)
    {
        if (RecordPosition.TryParse(result.Tokens[0].Value) is { } place)
            return place;
        result.AddError($"'{result.Tokens[0].Value}' is no PARTITION/OFFSET such as 3/812.");
        return null;
    }

    private static DeadLetterFilter Filter(string? reason, int? partition, long? from, long? to) =>
        new(reason, partition, from ?? 0, to ?? long.MaxValue);
}
