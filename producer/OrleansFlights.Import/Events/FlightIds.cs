using System.Globalization;
using OrleansFlights.Flights;
using OrleansFlights.Flights.Reference;
using OrleansFlights.Import.Inputs;
using OrleansFlights.Import.Mapping;

namespace OrleansFlights.Import.Events;

/// <summary>
/// Ids of flights whose file gives none: carrier, number, local date and origin, which are the same in every file that has the flight; else
/// the file's name, a part of its content's hash and the row, so that two files of one name never share an id.
/// </summary>
internal sealed class FlightIds(InputPart part)
{
    private const int HashDigits = 8;
    private const int LongestCarrier = 8;

    private readonly string _prefix = $"{part.Stem}-{part.Hash[..HashDigits]}-";
    private readonly Dictionary<string, string> _carriers = [];

    public string Of(RowReader row, AirportCode origin, long localDay, long number)
    {
        var given = row[FlightColumn.FlightId];
        if (!given.IsEmpty)
            return given.ToString();
        var flight = Number(row);
        if (flight.Length == 0 || row[FlightColumn.Airline].IsEmpty)
            return string.Create(CultureInfo.InvariantCulture, $"{_prefix}{number}");
        var carrier = Carrier(row[FlightColumn.Airline].ToString());
        if (flight.StartsWith(carrier, StringComparison.OrdinalIgnoreCase))
            flight = flight[carrier.Length..].TrimStart(' ', '-');
        var date = DateTime.UnixEpoch.AddDays(Math.Clamp(localDay, -700_000, 2_000_000));
        return string.Create(CultureInfo.InvariantCulture, $"{carrier}{flight}-{date:yyyyMMdd}-{origin}");
    }

    /// <summary>The number without the zeros and fractions that types put around it.</summary>
    private static string Number(RowReader row)
    {
        var cell = row[FlightColumn.FlightNumber];
        if (cell.IsEmpty)
            return "";
        if (cell.TryNumber(out var number) && number is >= 0 and < 1e9 && number == Math.Floor(number))
            return ((long)number).ToString(CultureInfo.InvariantCulture);
        return cell.ToString();
    }

    private string Carrier(string airline)
    {
        if (_carriers.TryGetValue(airline, out var known))
            return known;
        var letters = string.Concat(airline.Where(char.IsLetterOrDigit)).ToUpperInvariant();
        var code = Airlines.CodeOf(airline) ?? (letters.Length > LongestCarrier ? letters[..LongestCarrier] : letters);
        _carriers.Add(airline, code);
        return code;
    }
}
