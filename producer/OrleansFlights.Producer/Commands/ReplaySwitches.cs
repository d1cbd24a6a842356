using System.CommandLine;
using System.Globalization;
using OrleansFlights.Import;
using OrleansFlights.Import.Inputs;
using OrleansFlights.Import.Mapping;
using OrleansFlights.Import.Sources;
using OrleansFlights.Import.Times;

namespace OrleansFlights.Producer.Commands;

/// <summary>The options that say how files are to be read.</summary>
internal sealed class ReplaySwitches
{
    private readonly Option<string[]> _map = new("--map")
    {
        Description =
            "FIELD=COLUMN or FIELD=EXPRESSION: the column, or the expression of SQL over columns, that holds a field; may be given more "
            + "than once.",
    };

    private readonly Option<string?> _profile = new("--profile")
    {
        Description =
            $"How the files are written: {string.Join(", ", Profiles.All.Select(profile => profile.Name))}, or a file that --save-profile "
            + "wrote; default: recognized.",
    };

    private readonly Option<string[]> _nulls = new(
        "--null")
    { Description = "One more text that stands for no value, beside the empty one, NA, NaN, null and \\N." };
    private readonly Option<string?> _zone = new(
        "--zone")
    { Description = "The zone of times without one: airport (that of the airport), UTC, or a name such as Europe/Zurich." };
    private readonly Option<string?> _dates = new(
        "--dates")
    { Description = "What comes first in dates such as 1/2/2015: mdy (month) or dmy (day)." };
    private readonly Option<string?> _date = new(
        "--date")
    { Description = "The day of flights whose file has times of day and no date: YYYY-MM-DD." };
    private readonly Option<string?> _encoding = new(
        "--encoding")
    { Description = "The encoding of text, such as shift_jis; default: UTF-8, UTF-16 and UTF-32 are recognized." };
    private readonly Option<bool> _codeshares = new(
        "--keep-codeshares")
    { Description = "Also take rows that are another flight's code share." };
    private readonly Option<bool> _malformed = new(
        "--send-malformed")
    { Description = "Send lines of JSON that are no flight events to the log too, as they are." };

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_map, _profile, _nulls, _zone, _dates, _date, _encoding, _codeshares, _malformed])
            command.Options.Add(option);
    }

    /// <exception cref="ImportException">An option says what it must not.</exception>
    public ImportOptions Read(ParseResult result)
    {
        var nulls = result.GetValue(_nulls) ?? [];
        var changes = new Profile
        {
            Map = MappingOptions.ParseMap(result.GetValue(_map) ?? []),
            Zone = Checked("--zone", result.GetValue(_zone), zone =>
                ZoneRule.Parse(zone) is not null, "airport, UTC, or a zone such as Europe/Zurich"),
            Dates = Checked("--dates", result.GetValue(_dates), dates => dates is "mdy" or "dmy", "mdy, dmy"),
            Nulls = nulls.Length == 0 ? null : nulls,
        };
        var encoding = Checked("--encoding", result.GetValue(_encoding), name =>
            TextDecoder.Find(name) is not null, "the name of an encoding, such as utf-16 or windows-1252");
        var day = Checked("--date", result.GetValue(_date), text => TryDay(text, out _), "a day such as 2015-01-31");
        return new ImportOptions
        {
            Mapping = new MappingOptions
            {
                Profile = result.GetValue(_profile) is { } profile ? Profiles.Find(profile) : null,
                Changes = changes,
                KeepCodeshares = result.GetValue(_codeshares),
                Day = day is not null && TryDay(day, out var said) ? said : null,
            },
            Encoding = encoding is null ? null : TextDecoder.Find(encoding),
            SendMalformed = result.GetValue(_malformed),
        };
    }

    private static bool TryDay(string text, out DateOnly day) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day);

    private static string? Checked(string option, string? value, Func<string, bool> isAllowed, string allowed) =>
        value is null || isAllowed(value) ? value : throw new ImportException($"{option} is '{value}'; allowed: {allowed}.");
}
