using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Elastic.Clients.Elasticsearch;
using Elastic.Clients.Elasticsearch.Core.Bulk;
using Microsoft.Extensions.Logging;
using HttpMethod = Elastic.Transport.HttpMethod;

namespace OrleansFlights.Search.Elasticsearch;

/// <summary>
/// One build. Progress is written when the documents are acknowledged, with the offset as external version: a crash in between means that
/// documents are merged once more, which changes nothing, and progress never falls whoever writes it.
/// </summary>
internal sealed class ElasticsearchIndexBuild(
    ElasticsearchConnection connection, BuildNames names, string build, TimeProvider time, ILogger logger) : IFlightIndexBuild
{
    private const int MostPartitions = 10_000;

    private readonly BulkWriter _documents = new(connection, BuildNames.Write(build), time, logger);

    public string Name => build;

    public async ValueTask<ImmutableSortedDictionary<int, long>> ReadProgressAsync(string topic, CancellationToken cancellationToken)
    {
        await ThrowIfGoneAsync(cancellationToken);
        await connection.SendAsync(HttpMethod.POST, $"/{names.Progress}/_refresh", null, cancellationToken);
        var query = JsonSerializer.Serialize(new
        {
            size = MostPartitions,
            query = new { @bool = new { filter = new object[] { new { term = new { build } }, new { term = new { topic } } } } },
        });
        var progress = ImmutableSortedDictionary.CreateBuilder<int, long>();
        if (await connection.SendAsync(HttpMethod.POST, $"/{names.Progress}/_search", query, cancellationToken) is { } found)
        {
            foreach (var hit in found.GetProperty("hits").GetProperty("hits").EnumerateArray())
                progress[hit.GetProperty("_source").GetProperty("partition").GetInt32()] = hit.GetProperty("_source").GetProperty("next")
                    .GetInt64();
        }

        return progress.ToImmutable();
    }

    public async ValueTask<int> WriteAsync(IndexBatch batch, CancellationToken cancellationToken)
    {
        var changed = await _documents.WriteAsync(batch.Documents, cancellationToken);
        await _documents.SettleAsync(
            names.Progress, [.. batch.Progress.Select(p => Progress(batch.Topic, p.Key, p.Value))], cancellationToken);
        return changed;
    }

    public async ValueTask<long> CountAsync(CancellationToken cancellationToken)
    {
        await ThrowIfGoneAsync(cancellationToken);
        await connection.SendAsync(HttpMethod.POST, $"/{build}/_refresh", null, cancellationToken);
        return await connection.SendAsync(HttpMethod.GET, $"/{build}/_count", null, cancellationToken) is { } answer
            ? answer.GetProperty("count").GetInt64()
            : throw connection.Failed($"the build {build} was replaced by another one", isReplaced: true);
    }

    public async ValueTask PublishAsync(CancellationToken cancellationToken)
    {
        await ThrowIfGoneAsync(cancellationToken);

        // Searches see what was written with the next refresh: without one now, flights would be missing from them for a moment.
        await connection.SendAsync(HttpMethod.POST, $"/{build}/_refresh", null, cancellationToken);
        var before = await connection.SendAsync(HttpMethod.GET, $"/_alias/{names.Searched}", null, cancellationToken) is { } found
            ? found.EnumerateObject().Select(b => b.Name).Where(n => n != build).ToArray()
            : [];
        var actions = before.Select(b => $$"""{ "remove_index": { "index": "{{b}}" } }""").Append($$"""{ "add": { "index": "{{build}}", "alias": "{{names.Searched}}" } }""");
        if (await connection.SendAsync(HttpMethod.POST, "/_aliases", $$"""{ "actions": [{{string.Join(", ", actions)}}] }""", cancellationToken) is null)
            throw connection.Failed($"{build} cannot be published: an index is not there any more", isReplaced: true);
        await ForgetProgressAsync(connection, names, before, cancellationToken);
    }

    /// <summary>Removes the progress of builds that are gone.</summary>
    internal static async Task ForgetProgressAsync(
        ElasticsearchConnection connection, BuildNames names, string[] builds, CancellationToken cancellationToken)
    {
        var query = JsonSerializer.Serialize(new { query = new { terms = new { build = builds } } });
        await connection.SendAsync(HttpMethod.POST, $"/{names.Progress}/_refresh", null, cancellationToken);
        await connection.SendAsync(
            HttpMethod.POST, $"/{names.Progress}/_delete_by_query?refresh=true&conflicts=proceed", query, cancellationToken);
    }

    private BulkIndexOperation<object> Progress(string topic, int partition, long next) => new(new { build, topic, partition, next })
    {
        Id = string.Create(CultureInfo.InvariantCulture, $"{build}:{topic}:{partition}"),
        Version = next,
        VersionType = VersionType.ExternalGte,
    };

    private async Task ThrowIfGoneAsync(CancellationToken cancellationToken)
    {
        if (await connection.SendAsync(HttpMethod.GET, $"/_alias/{BuildNames.Write(build)}", null, cancellationToken) is null)
            throw connection.Failed($"the build {build} was replaced by another one", isReplaced: true);
    }
}
