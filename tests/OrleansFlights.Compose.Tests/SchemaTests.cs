using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;

namespace OrleansFlights.Compose.Tests;

public sealed class SchemaTests
{
    private static readonly JsonSchema Schema = Read();

    [Fact]
    public void ComposeFile_IsWhatTheSpecificationAllows() => Assert.Empty(Errors(ComposeFile.Raw));

    [Fact]
    public void Overlays_AreWhatTheSpecificationAllows() => Assert.All(
        ComposeFile.Overlays, overlay => Assert.Empty(Errors((JsonObject)YamlJson.Read(Path.Combine(Repository.Compose, overlay))!)));

    [Theory]
    [InlineData("silo", "memlimit", "1g")]
    [InlineData("silo", "depends_on", "everything")]
    [InlineData("kafka", "restart", 7)]
    public void MisspeltSetting_IsFound(string service, string key, object value)
    {
        var file = ComposeFile.Raw;
        file["services"]![service]![key] = JsonSerializer.SerializeToNode(value);
        Assert.NotEmpty(Errors(file));
    }

    /// <summary>The schema names its dialect by an address that is not the dialect's own, so the dialect is given beside it.</summary>
    private static JsonSchema Read()
    {
        var schema = JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "schema", "compose-spec.json")))!.AsObject();
        schema.Remove("$schema");
        return JsonSchema.FromText(schema.ToJsonString(), new BuildOptions { Dialect = Dialect.Draft07 });
    }

    private static List<string> Errors(JsonObject file)
    {
        var result = Schema.Evaluate(JsonSerializer.SerializeToElement(file), new EvaluationOptions { OutputFormat = OutputFormat.List });
        return result.IsValid ? [] : [.. (result.Details ?? []).Where(d => d.Errors is not null)
            .SelectMany(d => d.Errors!.Select(e => $"{d.InstanceLocation}: {e.Value}"))];
    }
}
