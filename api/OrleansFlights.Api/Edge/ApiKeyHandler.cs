using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace OrleansFlights.Api.Edge;

/// <summary>
/// Knows clients by their key: in the header <c>X-Api-Key</c>, or, where a browser can set no header, as <c>access_token</c> in the address
/// of a WebSocket or event stream. Every key is compared, and in constant time, so that answers tell nothing about keys.
/// </summary>
internal sealed class ApiKeyHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, EdgeOptions edge)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "ApiKey";

    private const string Header = "X-Api-Key";
    private readonly IReadOnlyList<(string Client, byte[] Hash, IReadOnlyList<string> May)> _keys =
        [.. edge.ApiKeys.Select(k => (k.Key, SHA256.HashData(Encoding.UTF8.GetBytes(k.Value.Key)), k.Value.May.Count > 0
            ? (IReadOnlyList<string>)k.Value.May : Rights.Usual))];

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (KeyOf(Request) is not { Length: > 0 } shown)
            return Task.FromResult(AuthenticateResult.NoResult());
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(shown));
        (string Client, IReadOnlyList<string> May)? found = null;
        foreach (var (client, known, may) in _keys)
        {
            if (CryptographicOperations.FixedTimeEquals(hash, known))
                found = (client, may);
        }

        if (found is not { } who)
            return Task.FromResult(AuthenticateResult.Fail("unknown key"));
        var claims = who.May.Select(right => new Claim(Rights.Claim, right)).Prepend(new Claim(ClaimTypes.Name, who.Client));
        return Task.FromResult(AuthenticateResult.Success(
            new AuthenticationTicket(new ClaimsPrincipal(new ClaimsIdentity(claims, Scheme.Name)), Scheme.Name)));
    }

    /// <summary>A token that comes in the address, as long as the request is one at which browsers set no headers.</summary>
    internal static string? TokenInAddress(HttpRequest request) =>
        request.HttpContext.WebSockets.IsWebSocketRequest
            || request.Headers.Accept.Any(a => a?.Contains("text/event-stream", StringComparison.OrdinalIgnoreCase) == true)
            ? request.Query["access_token"]
            : (string?)null;

    private static string? KeyOf(HttpRequest request) =>
        request.Headers[Header] is { Count: 1 } header ? header[0] : TokenInAddress(request);
}
