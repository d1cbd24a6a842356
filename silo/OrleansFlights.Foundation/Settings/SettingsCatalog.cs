using Microsoft.Extensions.Configuration;

namespace OrleansFlights.Foundation.Settings;

/// <summary>
/// All options classes that a process reads. Everything that the process is configured with is held against them at start: a wrong value
/// stops it even where the options are used late, and so does a key that no class has.
/// </summary>
/// <param name="options">The classes, each with a constant <c>Section</c>; several may share a section.</param>
public sealed class SettingsCatalog(params Type[] options)
{
    private readonly UnknownKeys _unknown = new(options);

    /// <summary>The classes.</summary>
    public IReadOnlyList<Type> Options => options;

    /// <summary>Every setting, by section in the order of the classes.</summary>
    public IReadOnlyList<SettingDescription> Describe() =>
        [.. options.SelectMany(
            type => Describe(Activator.CreateInstance(type)!, SettingsReader.SectionOf(type), SettingsReader.SectionOf(type)))];

    /// <summary>Checks values, keys within the sections, and what the frameworks would fail on without a clear word.</summary>
    /// <exception cref="SettingException">Something is wrong; the message says what in a sentence.</exception>
    public void ThrowUnlessValid(IConfiguration configuration)
    {
        _unknown.ThrowIfAny(configuration);
        foreach (var type in options)
            SettingsReader.Read(Activator.CreateInstance(type)!, configuration, SettingsReader.SectionOf(type));
        FrameworkSettings.ThrowUnlessValid(configuration);
    }

    /// <summary>Checks the settings of a command line, of which each must be one that the process or .NET knows.</summary>
    /// <exception cref="SettingException">One is not.</exception>
    public void ThrowUnlessKnown(IEnumerable<KeyValuePair<string, string>> arguments)
    {
        foreach (var (key, value) in arguments)
        {
            if (!FrameworkSettings.Knows(key) && !_unknown.Knows(key))
                throw _unknown.Refusal(key, value);
        }
    }

    /// <summary>What to suggest to who wrote a key that is none; null when nothing is near.</summary>
    public string? Nearest(string key) => _unknown.Nearest(key);

    private static IEnumerable<SettingDescription> Describe(object options, string path, string section)
    {
        foreach (var property in SettingProperty.Of(options.GetType()))
        {
            var key = $"{path}:{property.Name}";
            var isScalar = SettingText.IsScalar(property.Item);
            switch (property.Kind)
            {
                case SettingKind.Value:
                    yield return Describe(property, key, SettingText.Format(property.Get(options)), section);
                    break;
                case SettingKind.List or SettingKind.Map when isScalar:
                    yield return Describe(property, key + (property.Kind == SettingKind.List ? ":0" : ":NAME"), "", section);
                    break;
                case SettingKind.List or SettingKind.Map:
                    foreach (var inner in Describe(
                        Activator.CreateInstance(property.Item)!, key + (property.Kind == SettingKind.List ? ":0" : ":NAME"), section))
                        yield return inner;
                    break;
                default:
                    foreach (var inner in Describe(property.Get(options) ?? Activator.CreateInstance(property.Item)!, key, section))
                        yield return inner;
                    break;
            }
        }
    }

    private static SettingDescription Describe(SettingProperty property, string key, string value, string section) => new(
        key,
        property.IsSecret && value.Length > 0 ? SecretAttribute.Hidden : value,
        property.Allowed,
        property.Owner,
        property.Name,
        property.RequiredWhen is { } when ? $"{section}:{when.Key} is {when.Value}" : null);
}
