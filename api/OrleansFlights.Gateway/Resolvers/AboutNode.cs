using OrleansFlights.Gateway.Recounts;

namespace OrleansFlights.Gateway.Resolvers;

/// <summary>Schema type <c>About</c>.</summary>
public sealed class AboutNode(GatewayFacts facts, IViewRecounter recounter, IOperatorRights rights)
{
    /// <summary>Whether this process adds simulated flights to the log.</summary>
    public bool Simulated => facts.Simulated;

    /// <summary>Whether this process plays past flights.</summary>
    public bool Replayed => facts.Replayed;

    /// <summary>Whether this process can recount.</summary>
    public bool Recounts => recounter.Offered;

    /// <summary>Whether the client may operate the pipeline.</summary>
    public bool Operates => rights.MayOperate;
}

/// <summary>What the process of the gateway knows of itself.</summary>
/// <param name="Simulated">Whether it adds simulated flights to the log.</param>
/// <param name="Replayed">Whether it adds past flights to the log, read from files.</param>
public sealed record GatewayFacts(bool Simulated, bool Replayed = false);
