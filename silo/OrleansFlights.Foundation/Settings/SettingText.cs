using System.Globalization;

namespace OrleansFlights.Foundation.Settings;

/// <summary>How values are written in configuration.</summary>
internal static class SettingText
{
    /// <summary>Whether a type is written as one text.</summary>
    public static bool IsScalar(Type type) =>
        Plain(type) is var plain
            && (plain == typeof(string) || plain == typeof(bool) || plain == typeof(int) || plain == typeof(long) || plain == typeof(double)
        || plain == typeof(TimeSpan) || plain == typeof(Uri) || plain.IsEnum);

    /// <summary>The type without <see cref="Nullable{T}"/>.</summary>
    public static Type Plain(Type type) => Nullable.GetUnderlyingType(type) ?? type;

    /// <summary>Reads a value of a type; null when the text is none.</summary>
    public static object? TryParse(string text, Type type)
    {
        var plain = Plain(type);
        if (plain == typeof(string))
            return text;
        text = text.Trim();
        if (plain == typeof(bool))
            return bool.TryParse(text, out var on) ? on : null;
        if (plain == typeof(int))
            return int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : null;
        if (plain == typeof(long))
            return long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : null;
        if (plain == typeof(double))
            return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
        if (plain == typeof(TimeSpan))
            return Duration.TryParse(text);
        if (plain == typeof(Uri))
            return WebAddressAttribute.IsAddress(text) ? new Uri(text) : null;
        return plain.IsEnum && !text.Contains(',', StringComparison.Ordinal) && !char.IsAsciiDigit(text.FirstOrDefault())
            && Enum.TryParse(plain, text, ignoreCase: true, out var value)
            ? value
            : null;
    }

    /// <summary>What a type takes, for messages.</summary>
    public static string Allowed(Type type)
    {
        var plain = Plain(type);
        return plain == typeof(bool) ? "true or false"
            : plain == typeof(int) || plain == typeof(long) ? "a whole number"
            : plain == typeof(double) ? "a number"
            : plain == typeof(TimeSpan) ? Duration.Allowed
            : plain == typeof(Uri) ? "a URL such as http://localhost:4317"
            : plain.IsEnum ? string.Join(" or ", Enum.GetNames(plain))
            : "a text";
    }

    /// <summary>How a value is written.</summary>
    public static string Format(object? value) => value switch
    {
        null => "",
        bool on => on ? "true" : "false",
        TimeSpan span => Duration.Format(span),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}
