namespace OrleansFlights.Foundation.Settings;

/// <summary>Marks a setting whose value no message and no document may show.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SecretAttribute : Attribute
{
    /// <summary>What stands for a hidden value.</summary>
    public const string Hidden = "…";

    private static readonly string[] Telling = ["password", "secret", "token", "key", "connectionstring", "credential"];

    /// <summary>The value of a key that nobody described, hidden when its name sounds like a secret's.</summary>
    internal static string? Hide(string key, string? value) =>
        !string.IsNullOrEmpty(value) && Telling.Any(word => LastPart(key).Contains(word, StringComparison.OrdinalIgnoreCase))
            ? Hidden : value;

    private static string LastPart(string key) => key[(key.LastIndexOf(':') + 1)..];
}
