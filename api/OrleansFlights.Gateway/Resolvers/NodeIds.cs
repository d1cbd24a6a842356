namespace OrleansFlights.Gateway.Resolvers;

/// <summary>Ids of objects that are unique among all: of a flight its own, of the others opaque.</summary>
internal static class NodeIds
{
    private const string Prefix = "n1;";

    /// <summary>The kinds of objects that have opaque ids.</summary>
    public const string Route = "route", Airline = "airline", Airport = "airport";

    public static string Of(string kind, string key) => OpaqueText.Encode($"{Prefix}{kind};{key}");

    /// <summary>Kind and key of an id; null for one of a flight.</summary>
    public static (string Kind, string Key)? Read(string id) =>
        OpaqueText.TryDecode(id, out var text) && text.StartsWith(Prefix, StringComparison.Ordinal)
            && text[Prefix.Length..].Split(';', 2) is [Route or Airline or Airport, { } key] parts ? (parts[0], key) : null;
}
