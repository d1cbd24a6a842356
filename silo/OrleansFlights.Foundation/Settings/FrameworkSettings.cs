using Microsoft.Extensions.Configuration;

namespace OrleansFlights.Foundation.Settings;

/// <summary>The settings of .NET, ASP.NET Core, Orleans and OpenTelemetry that a process of ours may be given beside its own.</summary>
public static class FrameworkSettings
{
    private static readonly string[] Sections = [
        "Logging", "Kestrel", "Orleans", "Metrics", "hostBuilder", "HostOptions", "Authentication", "AllowedHosts"];

    private static readonly string[] Keys =
    [
        "Urls", "AllowedHosts", "environment", "contentRoot", "applicationName", "webroot", "http_ports", "https_ports", "https_port",
            "detailedErrors",
        "captureStartupErrors", "suppressStatusMessages", "preferHostingUrls", "preventHostingStartup", "hostingStartupAssemblies",
        "hostingStartupExcludeAssemblies", "staticWebAssets", "shutdownTimeoutSeconds", "forwardedHeaders_enabled", "startupAssembly",
    ];

    private static readonly string[] Prefixes = ["OTEL_", "DOTNET_", "ASPNETCORE_"];
    private static readonly string[] Levels = ["Trace", "Debug", "Information", "Warning", "Error", "Critical", "None"];

    /// <summary>Names to suggest to who misspelt one.</summary>
    public static IEnumerable<string> Names => Keys.Concat(["Logging:LogLevel:Default", "Kestrel:Endpoints:Http:Url"]);

    /// <summary>Whether a key is one of these.</summary>
    public static bool Knows(string key) =>
        Keys.Contains(key, StringComparer.OrdinalIgnoreCase)
        || Sections.Contains(key.Split(':')[0], StringComparer.OrdinalIgnoreCase)
        || Prefixes.Any(prefix => key.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));

    /// <summary>
    /// Checks those that the frameworks themselves would answer with a page of stack: where to listen and what to log.
    /// </summary>
    /// <exception cref="SettingException">One is malformed.</exception>
    public static void ThrowUnlessValid(IConfiguration configuration)
    {
        foreach (
            var url in (configuration["Urls"] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            ThrowUnlessListening("Urls", url);
        foreach (var endpoint in configuration.GetSection("Kestrel:Endpoints").GetChildren())
            ThrowUnlessListening($"{endpoint.Path}:Url", endpoint["Url"] ?? "");
        ThrowUnlessPorts(configuration, "http_ports");
        ThrowUnlessPorts(configuration, "https_ports");
        ThrowUnlessLevels(configuration.GetSection("Logging"));
        foreach (var provider in configuration.GetSection("Logging").GetChildren())
            ThrowUnlessLevels(provider);
    }

    private static void ThrowUnlessListening(string key, string url)
    {
        // Kestrel takes a star or a plus for the host, which are none to Uri.
        var scheme = url.IndexOf("://", StringComparison.Ordinal);
        var isUrl = scheme > 0 && url[..scheme] is var name
            && (name.Equals("http", StringComparison.OrdinalIgnoreCase) || name.Equals("https", StringComparison.OrdinalIgnoreCase));
        var rest = isUrl ? url[(scheme + "://".Length)..] : "";
        var isWild = rest.Length > 0 && rest[0] is '*' or '+';
        if (!isUrl || (!rest.StartsWith("unix:", StringComparison.Ordinal) && !rest.StartsWith("pipe:", StringComparison.Ordinal)
            && !WebAddressAttribute.IsAddress(isWild ? string.Concat(url.AsSpan(0, scheme), "://any", rest.AsSpan(1)) : url)))
        {
            throw new SettingException(key, url, "a URL to listen at such as http://localhost:8088 or http://*:8080");
        }
    }

    private static void ThrowUnlessPorts(IConfiguration configuration, string key)
    {
        foreach (var port in (configuration[key] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (!ushort.TryParse(port, out _))
                throw new SettingException(key, port, "ports from 0 to 65535, several separated by semicolons");
        }
    }

    private static void ThrowUnlessLevels(IConfigurationSection section)
    {
        foreach (var category in section.GetSection("LogLevel").GetChildren())
        {
            if (category.Value is { Length: > 0 } level && !Levels.Contains(level, StringComparer.OrdinalIgnoreCase))
                throw new SettingException(category.Path, level, string.Join(" or ", Levels));
        }
    }
}
