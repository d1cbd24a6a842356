using System.Text;
using OrleansFlights.Flights;
using OrleansFlights.Import.Mapping;

namespace OrleansFlights.Import.Events;

/// <summary>Reads what files say of a flight's status, and whether something is so.</summary>
internal static class StatusWords
{
    private static readonly Dictionary<string, FlightStatus> Others = new(StringComparer.Ordinal)
    {
        ["canceled"] = FlightStatus.Cancelled,
        ["cnl"] = FlightStatus.Cancelled,
        ["active"] = FlightStatus.Departed,
        ["enroute"] = FlightStatus.Departed,
        ["airborne"] = FlightStatus.Departed,
        ["inair"] = FlightStatus.Departed,
        ["departure"] = FlightStatus.Departed,
        ["arrived"] = FlightStatus.Landed,
        ["ontime"] = FlightStatus.Scheduled,
        ["planned"] = FlightStatus.Scheduled,
        ["redirected"] = FlightStatus.Diverted,
    };

    /// <summary>The statuses, for messages.</summary>
    public static string Allowed => string.Join(", ", FlightStatuses.All.Select(status => status.Name()));

    public static bool TryParse(string text, out FlightStatus status)
    {
        var word = FlightColumns.Normal(text);
        return FlightStatuses.TryParse(Encoding.UTF8.GetBytes(word), out status) || Others.TryGetValue(word, out status);
    }

    /// <summary>Reads yes or no; null when it is neither.</summary>
    public static bool? Truth(string text) => text.ToLowerInvariant() switch
    {
        "1" or "1.0" or "1.00" or "true" or "t" or "yes" or "y" => true,
        "0" or "0.0" or "0.00" or "false" or "f" or "no" or "n" or "" => false,
        _ => null,
    };
}
