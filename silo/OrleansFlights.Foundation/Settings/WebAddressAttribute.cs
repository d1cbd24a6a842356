using System.ComponentModel.DataAnnotations;

namespace OrleansFlights.Foundation.Settings;

/// <summary>An absolute URL with http or https and a host, such as <c>http://host:4317</c>; empty is none.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class WebAddressAttribute() : ValidationAttribute("a URL such as http://localhost:4317")
{
    /// <summary>Whether several may stand separated by commas.</summary>
    public bool Many { get; init; }

    /// <inheritdoc/>
    public override bool IsValid(object? value) =>
        value is not string { Length: > 0 } text
        || (Many ? text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) is { Length: > 0 } parts
            && Array.TrueForAll(parts, IsAddress) : IsAddress(text));

    /// <summary>Whether a text is such a URL.</summary>
    public static bool IsAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps)
            && url.Host.Length > 0;
}
