namespace OrleansFlights.Api.Schema;

/// <summary>Schema type <c>About</c>.</summary>
public sealed class AboutNode(GatewayFacts facts)
{
    /// <summary>Whether this process adds simulated flights to the log.</summary>
    public bool Simulated => facts.Simulated;
}

/// <summary>What the process of the gateway knows of itself.</summary>
/// <param name="Simulated">Whether it adds simulated flights to the log.</param>
public sealed record GatewayFacts(bool Simulated);
