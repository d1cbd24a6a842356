namespace OrleansFlights.Api.Edge;

/// <summary>
/// What a client may be allowed to do; each is an authorization policy of that name and a value of the claim <see cref="Claim"/>.
/// </summary>
internal static class Rights
{
    /// <summary>Ask questions, over GraphQL and REST.</summary>
    public const string Query = "query";

    /// <summary>Open WebSockets and event streams.</summary>
    public const string Subscribe = "subscribe";

    /// <summary>Write events to the log.</summary>
    public const string Write = "write";

    /// <summary>Read metrics and what health says in detail, have views recounted, and choose the published generation.</summary>
    public const string Operate = "operate";

    /// <summary>The claim that holds them.</summary>
    public const string Claim = "may";

    public static readonly string[] All = [Query, Subscribe, Write, Operate];

    /// <summary>What a client may do when nothing is said.</summary>
    public static readonly string[] Usual = [Query, Subscribe];
}
