using Microsoft.Extensions.Logging;
using HttpMethod = Elastic.Transport.HttpMethod;

namespace OrleansFlights.Search.Elasticsearch;

/// <summary>
/// The writing side of the index in Elasticsearch: builds are indices of one template, and the alias that is searched points to one of
/// them.
/// </summary>
public sealed class ElasticsearchFlightIndex(
    ElasticsearchConnection connection, TimeProvider time, ILogger<ElasticsearchFlightIndex> logger) : IFlightIndex
{
    private const string ProgressMappings =
        """
        "mappings": { "dynamic": false, "properties": { "build": { "type": "keyword" }, "topic": { "type": "keyword" },
            "partition": { "type": "integer" }, "next": { "type": "long" } } }
        """;

    private readonly BuildNames _names = new(connection.Options.Index);

    /// <inheritdoc/>
    public async ValueTask<IFlightIndexBuild> OpenAsync(CancellationToken cancellationToken)
    {
        await PrepareAsync(cancellationToken);
        if (await SearchedAsync(cancellationToken) is not [var name, ..])
        {
            name = _names.First;
            await CreateAsync(name, $$"""{ "{{_names.Searched}}": {}, "{{BuildNames.Write(name)}}": {} }""", cancellationToken);
        }

        return Build(name);
    }

    /// <inheritdoc/>
    public async ValueTask<IFlightIndexBuild> BeginAsync(CancellationToken cancellationToken)
    {
        await PrepareAsync(cancellationToken);
        var searched = await SearchedAsync(cancellationToken);
        var builds = await connection.SendAsync(HttpMethod.GET, $"/{_names.Searched}-*/_alias", null, cancellationToken) is { } all
            ? all.EnumerateObject().Select(b => b.Name).ToList()
            : [];
        foreach (var dead in builds.Except(searched))
            await connection.SendAsync(HttpMethod.DELETE, $"/{dead}", null, cancellationToken);

        var name = _names.Next(builds);
        await CreateAsync(name, $$"""{ "{{BuildNames.Write(name)}}": {} }""", cancellationToken);
        return Build(name);
    }

    private ElasticsearchIndexBuild Build(string name) => new(connection, _names, name, time, logger);

    private async Task PrepareAsync(CancellationToken cancellationToken)
    {
        await connection.SendAsync(
            HttpMethod.PUT, $"/_index_template/{_names.Searched}", FlightTemplate.Json(connection.Options), cancellationToken);
        if (await connection.SendAsync(HttpMethod.GET, $"/{_names.Progress}", null, cancellationToken) is null)
            await CreateUnlessThereAsync(
                _names.Progress, $$"""{ "settings": { "number_of_shards": 1, "number_of_replicas": {{connection.Options.Replicas}} }, {{ProgressMappings}} }""", cancellationToken);
    }

    private async Task<string[]> SearchedAsync(CancellationToken cancellationToken) =>
        await connection.SendAsync(HttpMethod.GET, $"/_alias/{_names.Searched}", null, cancellationToken) is { } found
            ? [.. found.EnumerateObject().Select(b => b.Name)]
            : [];

    private async Task CreateAsync(string name, string aliases, CancellationToken cancellationToken)
    {
        // What a build of the same name that is gone has left behind must not count as progress of this one.
        await ElasticsearchIndexBuild.ForgetProgressAsync(connection, _names, [name], cancellationToken);
        await CreateUnlessThereAsync(name, $$"""{ "aliases": {{aliases}} }""", cancellationToken);
    }

    private async Task CreateUnlessThereAsync(string index, string body, CancellationToken cancellationToken)
    {
        try
        {
            await connection.SendAsync(HttpMethod.PUT, $"/{index}", body, cancellationToken);
        }
        catch (SearchException e) when (e.Message.Contains("resource_already_exists_exception", StringComparison.Ordinal))
        {
            // Another process was first.
        }
    }
}
