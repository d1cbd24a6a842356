using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Reflection;

namespace OrleansFlights.Foundation.Settings;

/// <summary>A property of an options class as configuration sees it: a value, a list, a map or a section of its own.</summary>
internal sealed class SettingProperty
{
    private readonly PropertyInfo _property;

    private SettingProperty(PropertyInfo property)
    {
        _property = property;
        var type = property.PropertyType;
        (Kind, Item) = SettingText.IsScalar(type) ? (SettingKind.Value, type)
            : MapValue(type) is { } value ? (SettingKind.Map, value)
            : ListItem(type) is { } item ? (SettingKind.List, item)
            : (SettingKind.Section, type);
        Rules = [.. property.GetCustomAttributes<ValidationAttribute>()];
        RequiredWhen = property.GetCustomAttribute<RequiredWhenAttribute>();
        IsSecret = property.IsDefined(typeof(SecretAttribute));
        Allowed = AllowedText();
    }

    public string Name => _property.Name;

    /// <summary>The class that has the property.</summary>
    public Type Owner => _property.DeclaringType!;

    public SettingKind Kind { get; }

    /// <summary>The type of the value, of a list's items or of a map's values.</summary>
    public Type Item { get; }

    public IReadOnlyList<ValidationAttribute> Rules { get; }

    public RequiredWhenAttribute? RequiredWhen { get; }

    public bool IsSecret { get; }

    /// <summary>What it takes, for messages and documents.</summary>
    public string Allowed { get; }

    /// <summary>The same, for a text that is not even of the type.</summary>
    public string AllowedForms => SettingText.Plain(Item) == typeof(string) || Allowed == SettingText.Allowed(Item)
        ? Allowed : $"{SettingText.Allowed(Item)}, {Allowed}";

    /// <summary>The settings of a class: what can be set from outside, and collections and sections that can be filled.</summary>
    public static IReadOnlyList<SettingProperty> Of(Type options) =>
    [
        .. options.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(p => p.GetIndexParameters().Length == 0 && (p.SetMethod is { IsPublic: true } || !SettingText.IsScalar(p.PropertyType)))
            .Select(p => new SettingProperty(p)),
    ];

    public object? Get(object options) => _property.GetValue(options);

    public void Set(object options, object? value) => _property.SetValue(options, value);

    public bool CanSet => _property.SetMethod is { IsPublic: true };

    /// <summary>Whether a value, or an item, is what the rules allow.</summary>
    public bool Permits(object? value) => Rules.All(rule => rule.IsValid(value));

    private static Type? ListItem(Type type) =>
        type == typeof(string) ? null : type.IsArray ? type.GetElementType() : Generic(type, typeof(IEnumerable<>)) is { } list
            && typeof(IEnumerable).IsAssignableFrom(type) ? list[0] : null;

    private static Type? MapValue(Type type) =>
        Generic(type, typeof(IDictionary<,>)) is { } map && map[0] == typeof(string) ? map[1] : null;

    private static Type[]? Generic(Type type, Type definition) =>
        (type.IsGenericType && type.GetGenericTypeDefinition() == definition
            ? type : type.GetInterfaces().FirstOrDefault(i => i.IsGenericType && i.GetGenericTypeDefinition() == definition))
        ?.GetGenericArguments();

    private string AllowedText() => string.Join(", ", Rules.Select(Said).Where(text => text is not null)) is { Length: > 0 } said
        ? said
        : RequiredWhen?.What ?? SettingText.Allowed(Item);

    private string? Said(ValidationAttribute rule) => rule switch
    {
        RangeAttribute range => $"{Bound(range.Minimum)} to {Bound(range.Maximum)}",
        AllowedValuesAttribute one => string.Join(" or ", one.Values.Where(value => value is not null).Select(SettingText.Format)),
        RequiredAttribute { ErrorMessage: null } => null,
        _ => rule.ErrorMessage ?? rule.FormatErrorMessage(Name),
    };

    /// <summary>A bound as the setting itself would be written: those of durations are texts until the first check.</summary>
    private string Bound(object bound) => SettingText.Format(bound is string text ? SettingText.TryParse(text, Item) : bound);
}

/// <summary>The form a setting has.</summary>
internal enum SettingKind
{
    /// <summary>One text.</summary>
    Value,

    /// <summary>Numbered items, or one text with commas.</summary>
    List,

    /// <summary>Names that are free to choose, each with a value.</summary>
    Map,

    /// <summary>A class of further settings.</summary>
    Section,
}
