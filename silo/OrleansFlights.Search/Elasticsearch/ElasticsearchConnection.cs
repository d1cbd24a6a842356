using System.Text.Json;
using Elastic.Clients.Elasticsearch;
using Elastic.Transport;
using Microsoft.Extensions.Options;
using HttpMethod = Elastic.Transport.HttpMethod;

namespace OrleansFlights.Search.Elasticsearch;

/// <summary>The client of the cluster, and how its failures are told.</summary>
public sealed class ElasticsearchConnection
{
    /// <summary>The engine, for people.</summary>
    internal const string Service = "Elasticsearch";

    private readonly ElasticsearchClient _client;
    private readonly string _place;

    /// <summary>Makes a client; the cluster is not asked anything yet.</summary>
    public ElasticsearchConnection(IOptions<SearchOptions> options)
    {
        Options = options.Value.Elasticsearch;
        var nodes = Options.Uri.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(u => new Uri(u))
            .ToArray();
        _place = $"{Service} at {string.Join(", ", nodes.Select(n => n.GetLeftPart(UriPartial.Authority)))}";
        NodePool pool = nodes.Length == 1 ? new SingleNodePool(nodes[0]) : new StaticNodePool(nodes);
        var settings = new ElasticsearchClientSettings(pool)
            .RequestTimeout(Options.Timeout)
            .MaximumRetries(nodes.Length - 1)
            .EnableHttpCompression(false)
            .DisablePing();
        if (Options.ApiKey is { } key)
            settings = settings.Authentication(new ApiKey(key));
        else if (Options.Username is { } user)
            settings = settings.Authentication(new BasicAuthentication(user, Options.Password ?? ""));
        _client = new ElasticsearchClient(settings);
    }

    /// <summary>The settings.</summary>
    internal ElasticsearchOptions Options { get; }

    /// <summary>
    /// Sends a request and gives whatever the cluster answers, refusals too. The client tells most failures in its answer, but throws those
    /// that meet it while it reads a body.
    /// </summary>
    /// <exception cref="SearchException">The answer broke off.</exception>
    /// <exception cref="OperationCanceledException">It was given up.</exception>
    internal async Task<T> AskAsync<T>(Func<ElasticsearchClient, Task<T>> request, CancellationToken cancellationToken)
        where T : TransportResponse
    {
        try
        {
            var answer = await request(_client);
            cancellationToken.ThrowIfCancellationRequested();
            return answer;
        }
        catch (TransportException e) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException("The request was given up.", e, cancellationToken);
        }
        catch (TransportException e)
        {
            throw Unreachable(e.InnerException ?? e);
        }
    }

    /// <summary>Sends a request and gives the answer; null when what it speaks of is not there (404).</summary>
    /// <exception cref="SearchException">The cluster cannot be reached or refuses.</exception>
    internal async Task<JsonElement?> SendAsync(HttpMethod method, string path, string? body, CancellationToken cancellationToken)
    {
        var answer = await AskAsync(
            client => client.Transport.RequestAsync<StringResponse>(
                method, path, body is null ? null! : PostData.String(body), cancellationToken), cancellationToken);
        if (answer.ApiCallDetails.HttpStatusCode == 404)
            return null;
        if (!answer.ApiCallDetails.HasSuccessfulStatusCode)
            throw Failed($"{method} {path}", answer.ApiCallDetails, answer.Body);
        using var json = JsonDocument.Parse(answer.Body);
        return json.RootElement.Clone();
    }

    /// <summary>Whether a status says that the server is busy, so that the same request may succeed later.</summary>
    internal static bool IsBusyStatus(int? status) => status is 429 or 503;

    /// <summary>A failure in words.</summary>
    internal SearchException Failed(string what, ApiCallDetails call, string? body = null) => call.HttpStatusCode is { } status
        ? new SearchException(
            Service, $"{_place} answered {status} to {what}: {Reason(body) ?? call.OriginalException?.Message ?? "no reason given"}",
            call.OriginalException)
        {
            IsBusy = IsBusyStatus(status),
        }
        : Unreachable(call.OriginalException);

    /// <summary>A failure in words.</summary>
    internal SearchException Failed(string what, bool isReplaced = false, bool isBusy = false, bool isUnmade = false) =>
        new(Service, $"{_place}: {what}") { IsReplaced = isReplaced, IsBusy = isBusy, IsUnmade = isUnmade };

    private SearchException Unreachable(Exception? cause) =>
        new(Service, $"{_place} cannot be reached: {cause?.Message ?? "no reason given"}", cause);

    private static string? Reason(string? body)
    {
        const int Shown = 300;
        return string.IsNullOrWhiteSpace(body) ? null : body.Length > Shown ? body[..Shown] : body;
    }
}
