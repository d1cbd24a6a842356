namespace OrleansFlights.Batch.Archive;

/// <summary>
/// Turns answers of 500 and above into exceptions before the client library sees them: it looks for an error document in them, and proxies
/// and overloaded servers send none.
/// </summary>
internal sealed class ServerErrors() : DelegatingHandler(new SocketsHttpHandler())
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        if ((int)response.StatusCode < 500)
            return response;
        using (response)
            throw new HttpRequestException(
                $"the server answers {(int)response.StatusCode} {response.ReasonPhrase}", null, response.StatusCode);
    }
}
