using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace OrleansFlights.Batch.Commands;

/// <summary>
/// What scripts read: with <c>--json</c> a command prints one line, a JSON object, on standard output and nothing else; errors stay
/// sentences on standard error, and the exit code says whether all was done.
/// </summary>
internal static class JsonOutput
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>The option.</summary>
    public static Option<bool> Option() => new("--json") { Description = "Print the result as one line of JSON, for scripts." };

    /// <summary>Prints a result as JSON if that was asked for, else as text.</summary>
    public static async Task WriteAsync(bool json, object result, params IEnumerable<string> text)
    {
        if (json)
        {
            await Console.Out.WriteLineAsync(JsonSerializer.Serialize(result, Options));
            return;
        }

        foreach (var line in text)
            await Console.Out.WriteLineAsync(line);
    }
}
