using System.Collections;
using GraphQL;

namespace OrleansFlights.Gateway.GraphQLNet.Binding;

/// <summary>Gives resolvers their arguments as the types they declare.</summary>
internal static class ArgumentReader
{
    /// <summary>The value of an argument; default when it is missing or null.</summary>
    public static T? Read<T>(IResolveFieldContext context, string name) =>
        context.Arguments is { } arguments && arguments.TryGetValue(name, out var argument) && argument.Value is { } value
            ? value is T same ? same : (T)Convert(value, typeof(T))
            : default;

    private static object Convert(object value, Type wanted)
    {
        var type = Nullable.GetUnderlyingType(wanted) ?? wanted;
        return value switch
        {
            string name when type.IsEnum => Enum.Parse(type, name.Replace("_", "", StringComparison.Ordinal), ignoreCase: true),
            IDictionary<string, object?> fields => ReadObject(fields, type),
            IEnumerable items and not string => ReadList(items, type.GetGenericArguments()[0]),
            _ when type.IsInstanceOfType(value) => value,
            _ => System.Convert.ChangeType(value, type, System.Globalization.CultureInfo.InvariantCulture),
        };
    }

    private static object ReadObject(IDictionary<string, object?> fields, Type type)
    {
        var result = Activator.CreateInstance(type)!;
        foreach (var property in type.GetProperties())
        {
            var name = char.ToLowerInvariant(property.Name[0]) + property.Name[1..];
            if (fields.TryGetValue(name, out var value) && value is not null)
                property.SetValue(result, Convert(value, property.PropertyType));
        }

        return result;
    }

    private static Array ReadList(IEnumerable items, Type itemType)
    {
        var values = items.Cast<object>().ToArray();
        var result = Array.CreateInstance(itemType, values.Length);
        for (var i = 0; i < values.Length; i++)
            result.SetValue(Convert(values[i], itemType), i);
        return result;
    }
}
