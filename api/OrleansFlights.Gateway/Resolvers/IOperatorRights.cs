namespace OrleansFlights.Gateway.Resolvers;

/// <summary>Whether the client that asks may operate the pipeline through this gateway.</summary>
public interface IOperatorRights
{
    /// <summary>Whether it may, here and now.</summary>
    bool MayOperate { get; }
}

/// <summary>Stands in for rights in a process that operates nothing.</summary>
public sealed class NoOperators : IOperatorRights
{
    /// <inheritdoc/>
    public bool MayOperate => false;
}
