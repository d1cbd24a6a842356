using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Net;

namespace OrleansFlights.Foundation.Settings;

/// <summary>A host, or <c>host:port</c>, without scheme or path; empty is none.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class HostAndPortAttribute() : ValidationAttribute("host:port, such as localhost:9000")
{
    /// <summary>Whether several may stand separated by commas.</summary>
    public bool Many { get; init; }

    /// <summary>Whether the port must be said.</summary>
    public bool NeedsPort { get; init; }

    /// <inheritdoc/>
    public override bool IsValid(object? value) =>
        value is not string { Length: > 0 } text
        || (Many ? text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) is { Length: > 0 } parts
            && Array.TrueForAll(parts, IsHost) : IsHost(text));

    private bool IsHost(string text)
    {
        // An IPv6 address stands in brackets when a port follows.
        var colon = text.LastIndexOf(':');
        var hasPort = colon >= 0 && (text[0] != '[' || text[colon - 1] == ']');
        if (!hasPort)
            return !NeedsPort && Uri.CheckHostName(text) != UriHostNameType.Unknown;
        return Uri.CheckHostName(text[..colon]) != UriHostNameType.Unknown
            && int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port)
                && port is > 0 and <= IPEndPoint.MaxPort;
    }
}
