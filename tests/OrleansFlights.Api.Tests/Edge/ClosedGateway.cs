namespace OrleansFlights.Api.Tests.Edge;

/// <summary>A gateway that asks clients who they are, by keys and by tokens of an issuer of its own.</summary>
public sealed class ClosedGateway : TestGateway
{
    public const string Reader = "reader-key-0123456789";
    public const string Watcher = "watcher-key-0123456789";
    public const string Operator = "operator-key-0123456789";

    private static readonly TokenIssuer Issuer = TokenIssuer.Start();

    public static string Token(string audience = TokenIssuer.Audience, string scope = "query", bool expired = false,
        bool foreign = false) => Issuer.Token(audience, scope, expired, foreign);

    protected override Dictionary<string, string?> Settings => new()
    {
        ["Edge:ApiKeys:reader:Key"] = Reader,
        ["Edge:ApiKeys:reader:May:0"] = "query",
        ["Edge:ApiKeys:watcher:Key"] = Watcher,
        ["Edge:ApiKeys:operator:Key"] = Operator,
        ["Edge:ApiKeys:operator:May:0"] = "operate",
        ["Edge:Jwt:Authority"] = Issuer.Address,
        ["Edge:Jwt:Audience"] = TokenIssuer.Audience,
        ["Edge:Jwt:RequireHttps"] = "false",
        ["Edge:Origins:0"] = "https://flights.example",
    };
}
