namespace OrleansFlights.Foundation.Settings;

/// <summary>One setting as documents and help show it.</summary>
/// <param name="Key">The full key, such as <c>Log:Kafka:GroupId</c>; of lists and maps with a placeholder behind it.</param>
/// <param name="Default">What holds when it is not given; empty for nothing.</param>
/// <param name="Allowed">What it takes.</param>
/// <param name="Owner">The options class that has it.</param>
/// <param name="Property">The property's name.</param>
/// <param name="RequiredWhen">When it must be given, such as <c>Provider is kafka</c>; null when it need not be.</param>
public sealed record SettingDescription(string Key, string Default, string Allowed, Type Owner, string Property, string? RequiredWhen);
