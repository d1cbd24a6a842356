using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace OrleansFlights.Api.Tests.Edge;

/// <summary>Signs tokens and shows its keys as OpenID Connect's discovery has it.</summary>
internal sealed class TokenIssuer
{
    public const string Audience = "flights";

    private readonly RsaSecurityKey _key = new(RSA.Create(2048)) { KeyId = "one" };
    private readonly RsaSecurityKey _foreign = new(RSA.Create(2048)) { KeyId = "one" };

    private TokenIssuer(string address) => Address = address;

    public string Address { get; }

    public static TokenIssuer Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        TokenIssuer? issuer = null;
        app.MapGet(
            "/.well-known/openid-configuration", () => Results.Json(new { issuer = issuer!.Address, jwks_uri = $"{issuer.Address}/keys" }));
        app.MapGet("/keys", () => Results.Json(new { keys = new[] { issuer!.PublicKey() } }));
        app.StartAsync().GetAwaiter().GetResult();
        return issuer = new TokenIssuer(app.Urls.First());
    }

    public string Token(string audience, string scope, bool expired, bool foreign) =>
        new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Address,
            Audience = audience,
            Subject = new ClaimsIdentity([new Claim("sub", "somebody"), new Claim("scope", scope)]),
            NotBefore = DateTime.UtcNow.AddHours(-2),
            Expires = DateTime.UtcNow.AddHours(expired ? -1 : 1),
            SigningCredentials = new SigningCredentials(foreign ? _foreign : _key, SecurityAlgorithms.RsaSha256),
        });

    private object PublicKey()
    {
        var parameters = _key.Rsa.ExportParameters(includePrivateParameters: false);
        return new
        {
            kty = "RSA",
            use = "sig",
            kid = _key.KeyId,
            alg = "RS256",
            n = Base64UrlEncoder.Encode(parameters.Modulus),
            e = Base64UrlEncoder.Encode(parameters.Exponent)
        };
    }
}
