using System.CommandLine;
using System.Globalization;
using OrleansFlights.Import.Times;

namespace OrleansFlights.Producer.Commands;

/// <summary>Options that several commands take.</summary>
internal static class SharedOptions
{
    private const int FirstYear = 1901;
    private const int LastYear = 2198;

    public static Option<string?> Data() => new("--data") { Description = "The directory of embedded stores (Data:Path); default: data." };

    public static Option<int?> Seed() =>
        new("--seed") { Description = "The same seed gives the same flights; default: another one each time." };

    /// <summary>An option that takes numbers in a range.</summary>
    public static Option<T> Ranged<T>(string name, string description, T least, T most)
        where T : struct, IComparable<T>, ISpanParsable<T> => new(name)
        {
            Description = description,
            CustomParser = result =>
            {
                var text = result.Tokens[0].Value;
                if (T.TryParse(text, CultureInfo.InvariantCulture, out var value) && value.CompareTo(least) >= 0
                    && value.CompareTo(most) <= 0)
                    return value;
                result.AddError(string.Create(CultureInfo.InvariantCulture, $"{name} is '{text}'; allowed: {least} to {most}."));
                return default;
            },
        };

    /// <summary>An option that takes an instant, UTC unless it says another zone.</summary>
    public static Option<DateTimeOffset> Instant(string name, string description, DateTimeOffset otherwise) => new(name)
    {
        Description = description,
        DefaultValueFactory = _ => otherwise,
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (TimeText.TryInstant(text, out var instant) && instant.Year is >= FirstYear and <= LastYear)
                return instant;
            result.AddError(
                $"{name} is '{text}'; allowed: a time such as {otherwise.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}, years {FirstYear} to "
                + $"{LastYear}.");
            return default;
        },
    };

    /// <summary>Refuses a command's unfinished result: what is not done is an error.</summary>
    public static int ExitCode(bool allDone) => allDone ? 0 : ProducerApp.Failed;
}
