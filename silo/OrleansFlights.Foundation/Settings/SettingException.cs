namespace OrleansFlights.Foundation.Settings;

/// <summary>
/// A setting holds what it must not. Stops the process at start; the message says the key, its value and what is allowed.
/// </summary>
public sealed class SettingException : Exception
{
    /// <summary>Makes an exception.</summary>
    /// <param name="key">The setting's full key, such as <c>Log:Partitions</c>.</param>
    /// <param name="value">What it held.</param>
    /// <param name="allowed">What it takes, such as <c>1 to 1024</c>.</param>
    public SettingException(string key, object? value, string allowed)
        : base($"{key} is '{value}'; allowed: {allowed}.")
    {
        Key = key;
    }

    private SettingException(string message, string key)
        : base(message)
    {
        Key = key;
    }

    /// <summary>The setting's full key.</summary>
    public string Key { get; }

    /// <summary>A key that is no setting's.</summary>
    /// <param name="key">The key as it was written.</param>
    /// <param name="value">What it held; hidden when the key sounds like a secret's.</param>
    /// <param name="hint">What to write instead, a clause such as <c>did you mean Log:Topic?</c></param>
    public static SettingException Unknown(string key, string? value, string hint) =>
        new($"{key} is '{SecretAttribute.Hide(key, value)}', but there is no such setting; {hint}", key);

    /// <summary>Arguments that are no settings, in a sentence.</summary>
    /// <param name="key">The argument.</param>
    /// <param name="message">The sentence.</param>
    public static SettingException Misread(string key, string message) => new(message, key);

    /// <summary>Throws unless a number lies in a range, both ends included.</summary>
    public static void ThrowUnlessBetween(string key, long value, long least, long most)
    {
        if (value < least || value > most)
            throw new SettingException(key, value, $"{least} to {most}");
    }

    /// <summary>Throws unless a duration lies in a range, both ends included.</summary>
    public static void ThrowUnlessBetween(string key, TimeSpan value, TimeSpan least, TimeSpan most)
    {
        if (value < least || value > most)
            throw new SettingException(key, value, $"{least} to {most}");
    }

    /// <summary>Throws unless a word is one of those allowed.</summary>
    public static void ThrowUnlessOneOf(string key, string? value, params ReadOnlySpan<string> allowed)
    {
        if (!allowed.Contains(value))
            throw new SettingException(key, value, string.Join(" or ", allowed.ToArray()));
    }
}
