using System.Collections;
using System.Reflection;
using Microsoft.Extensions.Configuration;

namespace OrleansFlights.Foundation.Settings;

/// <summary>
/// Reads an options class from the configuration section that its constant <c>Section</c> names, and checks every value by the property's
/// type and its attributes (<c>Range</c>, <c>AllowedValues</c>, <c>RegularExpression</c>, <c>Required</c>, …). What it throws says the key,
/// the value and what is allowed. An empty text means that a setting is not given, unless a rule wants more than that.
/// </summary>
public static class SettingsReader
{
    private const string SectionConstant = "Section";

    /// <summary>The section, every value checked.</summary>
    /// <exception cref="SettingException">A value is none of its type, not allowed, or missing.</exception>
    public static T Read<T>(IConfiguration configuration)
        where T : class, new()
    {
        var options = new T();
        Read(options, configuration, SectionOf(typeof(T)));
        return options;
    }

    /// <summary>The name of an options class's section.</summary>
    /// <exception cref="InvalidOperationException">The class has no constant <c>Section</c>.</exception>
    public static string SectionOf(Type options) =>
        options.GetField(
            SectionConstant, BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static)?.GetRawConstantValue() as string
        ?? throw new InvalidOperationException($"{options} has no constant {SectionConstant} that names its configuration section.");

    /// <summary>Fills and checks an object.</summary>
    internal static void Read(object options, IConfiguration configuration, string section)
    {
        Fill(options, configuration.GetSection(section));
        Check(options, options, configuration.GetSection(section));
    }

    private static void Fill(object options, IConfigurationSection section)
    {
        foreach (var property in SettingProperty.Of(options.GetType()))
        {
            var at = section.GetSection(property.Name);
            switch (property.Kind)
            {
                case SettingKind.Value:
                    if (at.Value is { } text && property.CanSet)
                        FillValue(options, property, at.Path, text);
                    break;
                case SettingKind.List:
                    FillList(options, property, at);
                    break;
                case SettingKind.Map:
                    FillMap((IDictionary)property.Get(options)!, property, at);
                    break;
                default:
                    var inner = property.Get(options) ?? Activator.CreateInstance(property.Item)!;
                    if (property.CanSet)
                        property.Set(options, inner);
                    Fill(inner, at);
                    break;
            }
        }
    }

    private static void FillValue(object options, SettingProperty property, string key, string text)
    {
        if (text.Length > 0)
            property.Set(options, Parse(property, key, text));
        else if (property.Item == typeof(string))
            property.Set(options, property.Permits(text) && property.Get(options) is null ? null : text);
    }

    private static void FillList(object options, SettingProperty property, IConfigurationSection at)
    {
        var items = new List<object?>();
        if (at.Value is { Length: > 0 } text && SettingText.IsScalar(property.Item))
            items.AddRange(text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .Select(item => Parse(property, at.Path, item)));
        foreach (var child in at.GetChildren())
            items.Add(Item(property, child));
        if (items.Count == 0)
            return;
        var list = property.Get(options) as IList;
        if (list is { IsFixedSize: false, IsReadOnly: false })
        {
            list.Clear();
            items.ForEach(item => list.Add(item));
            return;
        }

        var array = Array.CreateInstance(property.Item, items.Count);
        for (var i = 0; i < items.Count; i++)
            array.SetValue(items[i], i);
        property.Set(options, array);
    }

    private static void FillMap(IDictionary map, SettingProperty property, IConfigurationSection at)
    {
        foreach (var child in at.GetChildren())
            map[child.Key] = Item(property, child);
    }

    private static object? Item(SettingProperty property, IConfigurationSection child)
    {
        if (SettingText.IsScalar(property.Item))
            return Parse(property, child.Path, child.Value ?? "");
        var item = Activator.CreateInstance(property.Item)!;
        Fill(item, child);
        return item;
    }

    private static object Parse(SettingProperty property, string key, string text) =>
        SettingText.TryParse(text, property.Item)
            ?? throw new SettingException(key, property.IsSecret ? SecretAttribute.Hidden : text, property.AllowedForms);

    /// <summary>Checks what an object holds, given or by default, and so that something must be given is found too.</summary>
    private static void Check(object root, object options, IConfigurationSection section)
    {
        foreach (var property in SettingProperty.Of(options.GetType()))
        {
            var at = section.GetSection(property.Name);
            var value = property.Get(options);
            switch (property.Kind)
            {
                case SettingKind.Value:
                    if (!property.Permits(value) || (property.RequiredWhen is { } when && IsEmpty(value) && Holds(root, when)))
                        throw new SettingException(at.Path, property.IsSecret && !IsEmpty(value) ? SecretAttribute.Hidden : at.Value
                            ?? SettingText.Format(value), property.Allowed);
                    break;
                case SettingKind.List:
                    CheckItems(root, (IEnumerable?)value, property, at);
                    break;
                case SettingKind.Map:
                    foreach (DictionaryEntry entry in (IDictionary)value!)
                        CheckItem(root, entry.Value, property, at.GetSection((string)entry.Key));
                    break;
                default:
                    Check(root, value!, at);
                    break;
            }
        }
    }

    private static void CheckItems(object root, IEnumerable? items, SettingProperty property, IConfigurationSection at)
    {
        var children = at.GetChildren().ToList();
        var i = 0;
        foreach (var item in items ?? Array.Empty<object>())
            CheckItem(root, item, property, i < children.Count && !SettingText.IsScalar(property.Item) ? children[i++] : at);
    }

    private static void CheckItem(object root, object? item, SettingProperty property, IConfigurationSection at)
    {
        if (!SettingText.IsScalar(property.Item))
            Check(root, item!, at);
        else if (!property.Permits(item))
            throw new SettingException(at.Path, property.IsSecret ? SecretAttribute.Hidden : SettingText.Format(item), property.Allowed);
    }

    private static bool Holds(object root, RequiredWhenAttribute when) =>
        SettingProperty.Of(root.GetType()).FirstOrDefault(p => p.Name == when.Key) is { } other
            ? string.Equals(SettingText.Format(other.Get(root)), when.Value, StringComparison.OrdinalIgnoreCase)
            : throw new InvalidOperationException($"{root.GetType()} has no setting {when.Key}.");

    private static bool IsEmpty(object? value) => value is null || (value is string text && string.IsNullOrWhiteSpace(text));
}
