namespace OrleansFlights.Foundation.Settings;

/// <summary>
/// A setting that must be given when another one of its section holds a value, such as the brokers when the log is Kafka.
/// </summary>
/// <param name="key">The other setting's key within the section, such as <c>Provider</c>.</param>
/// <param name="value">The value.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class RequiredWhenAttribute(string key, string value) : Attribute
{
    /// <summary>The other setting's key within the section.</summary>
    public string Key => key;

    /// <summary>The value at which this setting is required.</summary>
    public string Value => value;

    /// <summary>What is allowed, for messages; default: what the setting's rules and type say.</summary>
    public string? What { get; init; }
}
