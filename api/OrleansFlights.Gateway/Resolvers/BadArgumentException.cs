namespace OrleansFlights.Gateway.Resolvers;

/// <summary>A client gave an argument that is not allowed. The message names the argument and says what is.</summary>
public sealed class BadArgumentException : Exception
{
    /// <summary>Makes an error.</summary>
    /// <param name="argument">Name of the argument.</param>
    /// <param name="value">What it was.</param>
    /// <param name="allowed">What it takes.</param>
    public BadArgumentException(string argument, object? value, string allowed)
        : base($"Argument '{argument}' is {Show(value)}; allowed: {allowed}.")
    {
        Argument = argument;
    }

    /// <summary>Name of the argument.</summary>
    public string Argument { get; }

    private const int Shown = 60;

    private static string Show(object? value) => value switch
    {
        null => "null",
        string text => $"'{(text.Length > Shown ? string.Concat(text.AsSpan(0, Shown), "…") : text)}'",
        IFormattable number => number.ToString(null, System.Globalization.CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}
