namespace OrleansFlights.Gateway.Resolvers;

/// <summary>
/// A schema object whose fields are read from one view. A GraphQL server that can tell when it has begun all fields of an object lets the
/// view
/// <see cref="ViewLoader.Hold"/> until then, and <see cref="ViewLoader.Settle"/>: so that one question asks for everything.
/// </summary>
public interface IViewObject
{
    /// <summary>The view within this request.</summary>
    ViewLoader View { get; }
}
