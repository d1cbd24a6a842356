using System.Text.Json;
using OrleansFlights.Gateway.Resolvers;

namespace OrleansFlights.Api.Tests;

/// <summary>
/// What the server prints and tells of its schema is <c>schema.graphql</c>: every type, field, argument, default and description, and
/// nothing else.
/// </summary>
public abstract class PrintedSchemaContract(TestGateway gateway)
{
    private static readonly string[] BuiltIn = ["Boolean", "Float", "ID", "Int", "String"];
    private static readonly string[] Directives = ["deprecated", "include", "oneOf", "skip", "specifiedBy"];

    private const string Introspection = """
        { __schema {
            queryType { name } mutationType { name } subscriptionType { name } directives { name }
            types { kind name description
              fields(includeDeprecated: true) { name description args { ...Value } type { ...Type } }
              inputFields { ...Value }
              enumValues(includeDeprecated: true) { name description } } } }
        fragment Value on __InputValue { name description defaultValue type { ...Type } }
        fragment Type on __Type { kind name ofType { kind name ofType { kind name ofType { kind name } } } }
        """;

    /// <summary>The schema in the schema language, as the server prints it.</summary>
    protected abstract Task<string> PrintAsync();

    [Fact]
    public async Task Print_IsTheFile() => Assert.Equal(SchemaLines.Of(SchemaContract.ReadText()), SchemaLines.Of(await PrintAsync()));

    [Fact]
    public async Task Introspection_IsTheFile()
    {
        var result = await gateway.PostAsync(Introspection);
        Assert.False(result.TryGetProperty("errors", out var errors), errors.ToString());
        var schema = result.GetProperty("data").GetProperty("__schema");
        Assert.Equal(("Query", "Subscription"),
            (Text(schema.GetProperty("queryType"), "name"), Text(schema.GetProperty("subscriptionType"), "name")));
        Assert.Equal(JsonValueKind.Null, schema.GetProperty("mutationType").ValueKind);
        Assert.Empty(schema.GetProperty("directives").EnumerateArray().Select(d => d.GetProperty("name").GetString()).Except(Directives));
        Assert.Equal(SchemaLines.Of(SchemaContract.ReadText()), Lines(schema).Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> Lines(JsonElement schema)
    {
        foreach (var type in schema.GetProperty("types").EnumerateArray())
        {
            var name = Text(type, "name");
            if (name.StartsWith("__", StringComparison.Ordinal) || BuiltIn.Contains(name))
                continue;
            yield return SchemaLines.Line(name, $" {Text(type, "kind")}", Text(type, "description"));
            foreach (var field in Members(type, "fields"))
            {
                yield return SchemaLines.Line(
                    $"{name}.{Text(field, "name")}", $": {Type(field.GetProperty("type"))}", Text(field, "description"));
                foreach (var argument in Members(field, "args"))
                    yield return Value($"{name}.{Text(field, "name")}({Text(argument, "name")})", argument);
            }

            foreach (var field in Members(type, "inputFields"))
                yield return Value($"{name}.{Text(field, "name")}", field);
            foreach (var value in Members(type, "enumValues"))
                yield return SchemaLines.Line($"{name}.{Text(value, "name")}", "", Text(value, "description"));
        }
    }

    private static string Value(string name, JsonElement value) =>
        SchemaLines.Line(
            name, $": {Type(value.GetProperty("type"))}{(Text(value, "defaultValue") is { Length: > 0 } text ? $" = {text}" : "")}",
            Text(value, "description"));

    private static string Type(JsonElement type) => Text(type, "kind") switch
    {
        "NON_NULL" => Type(type.GetProperty("ofType")) + "!",
        "LIST" => $"[{Type(type.GetProperty("ofType"))}]",
        _ => Text(type, "name"),
    };

    private static IEnumerable<JsonElement> Members(JsonElement parent, string name) =>
        parent.GetProperty(name) is { ValueKind: JsonValueKind.Array } members ? members.EnumerateArray() : [];

    private static string Text(JsonElement parent, string name) => parent.GetProperty(name).GetString() ?? "";
}
