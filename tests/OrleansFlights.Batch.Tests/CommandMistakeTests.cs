using System.Collections.Concurrent;
using System.Text.Json;

namespace OrleansFlights.Batch.Tests;

/// <summary>What users get wrong: each is told in a sentence that helps, with exit code 1, no stack and nothing made by accident.</summary>
public sealed class CommandMistakeTests
{
    private static readonly (string, string) ByHand = ("Batch:Enabled", "false");

    /// <summary>Arguments, and what the last line must say.</summary>
    private static readonly (string Arguments, string Says)[] Mistakes =
    [
        ("genrations", "did you mean generations?"),
        ("publsh", "did you mean publish?"),
        ("run --ful", "did you mean --full?"),
        ("run --full --incremental", "exclude each other"),
        ("publish seven", "seven"),
        ("publish 99", "no complete generation 99"),
        ("rollback", "no generation before"),
        ("audit", "Name a dimension"),
        ("audit rout DXB-ZRH", "Name a dimension"),
        ("audit route DXBZRH", "no route such as DXB-ZRH"),
        ("audit --sample 0", "--sample takes"),
        ("audit --sample 1 --gateway localhost:8088", "--gateway takes an address"),
        ("export", "argument 'WHAT' missing"),
        ("export views", "--out"),
        ("export vews --out v.csv", "allowed: flights, views, windows"),
        ("export views --out v.txt", "allowed"),
        ("dead-letters", "Required command"),
        ("dead-letters list --limit 0", "--limit takes"),
        ("dead-letters show 7", "no PARTITION/OFFSET"),
        ("dead-letters show 0/99", "no dead letter 0/99"),
        ("dead-letters replay", "or take --all"),
        ("schedule --every 0s", "--every takes"),
        ("archive --follow --json", "no result for --json"),
        ("data prune --dry-run --shrink", "exclude each other"),
        ("generations --data nowhere", "There is no data directory"),
        ("data usage --data nowhere", "There is no data directory"),
        ("reset --data nowhere --yes", "There is no data directory"),
        ("generations --data a-file", "is a file"),
        ("generations --Data:Path", "Data:Path"),
        ("generations --Log:Provder=kafka", "Log:Provider"),
        ("generations --Log:Provider=kafak", "sqlite or kafka"),
    ];

    [Fact]
    public async Task EachMistake_IsToldInTheLastLineAndMakesNothing()
    {
        await using var batch = new BatchFixture(null, ByHand);
        await batch.AppendAsync(new RandomRecords(50).Take(100));
        await File.WriteAllTextAsync(Path.Combine(batch.Directory, "a-file"), "", BatchFixture.Token);
        var problems = new ConcurrentBag<string>();
        await Parallel.ForEachAsync(
            Mistakes,
            new ParallelOptions { MaxDegreeOfParallelism = 2, CancellationToken = BatchFixture.Token },
            async (mistake, _) =>
            {
                using var process = BatchProcess.StartWithout(batch, mistake.Arguments.Split(' '));
                var (code, output, errors) = await process.EndAsync();
                var last = errors.TrimEnd().Split('\n')[^1];
                if (code != 1 || !last.Contains(mistake.Says, StringComparison.Ordinal)
                    || errors.Contains("   at ", StringComparison.Ordinal) || errors.Contains("Exception", StringComparison.Ordinal))
                    problems.Add($"{mistake.Arguments}: exit code {code}, expected '{mistake.Says}' in the last line\n{output}{errors}");
            });
        Assert.True(problems.IsEmpty, string.Join("\n\n", problems));
        Assert.False(Directory.Exists(Path.Combine(batch.Directory, "nowhere")));
        Assert.False(Directory.Exists(Path.Combine(batch.Directory, "data")));
    }

    [Fact]
    public async Task EveryCommandWithAResult_PrintsItAsOneLineOfJson()
    {
        await using var batch = new BatchFixture(null, ByHand);
        await batch.AppendAsync(new RandomRecords(51).Take(600));
        Assert.Equal(600, (await JsonAsync(batch, "archive")).GetProperty("offsets").GetInt64());
        var run = await JsonAsync(batch, "run --publish");
        Assert.True(run.GetProperty("published").GetBoolean());
        Assert.Equal(1, run.GetProperty("generation").GetProperty("id").GetInt64());
        Assert.Equal(JsonValueKind.Null, (await JsonAsync(batch, "run")).GetProperty("generation").ValueKind);
        Assert.Equal("published", (await JsonAsync(batch, "publish")).GetProperty("state").GetString());
        Assert.Equal(JsonValueKind.Null, (await JsonAsync(batch, "unpin")).GetProperty("unpinned").ValueKind);
        Assert.Single((await JsonAsync(batch, "generations")).GetProperty("generations").EnumerateArray());
        Assert.Equal(0, (await JsonAsync(batch, "verify")).GetProperty("lost").GetInt32());
        Assert.Equal(0, (await JsonAsync(batch, "audit total")).GetProperty("wrong").GetInt32());
        Assert.Equal(600, (await JsonAsync(batch, "index")).GetProperty("records").GetInt64());
        Assert.Empty((await JsonAsync(batch, "dead-letters list")).GetProperty("letters").EnumerateArray());
        Assert.Equal(0, (await JsonAsync(batch, "dead-letters replay --all --dry-run")).GetProperty("submitted").GetInt64());
        Assert.True((await JsonAsync(batch, "export views --out views.csv")).GetProperty("rows").GetInt64() > 0);
        Assert.NotEmpty((await JsonAsync(batch, "init")).GetProperty("done").GetString()!);
        Assert.NotEmpty((await JsonAsync(batch, "reset --dry-run")).GetProperty("found").EnumerateArray());
    }

    private static async Task<JsonElement> JsonAsync(BatchFixture batch, string arguments)
    {
        var output = await BatchProcess.OkAsync(batch, [.. arguments.Split(' '), "--json"]);
        Assert.Single(output.TrimEnd().Split('\n'));
        return JsonDocument.Parse(output).RootElement;
    }
}
