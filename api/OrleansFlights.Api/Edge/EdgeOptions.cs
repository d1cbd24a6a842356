using System.Net;
using OrleansFlights.Foundation.Settings;

namespace OrleansFlights.Api.Edge;

/// <summary>
/// The configuration section <c>Edge</c>: who may ask the gateway, from where, and how much. Without it everything is open, as on one's own
/// machine.
/// </summary>
public sealed class EdgeOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Edge";

    /// <summary>Keys that clients show in the header <c>X-Api-Key</c>, by the client's name.</summary>
    public Dictionary<string, ApiKey> ApiKeys { get; } = [];

    /// <summary>Tokens that clients show as <c>Authorization: Bearer</c>.</summary>
    public JwtOptions Jwt { get; } = new();

    /// <summary>Origins, <c>https://host</c>, whose pages may ask and open WebSockets beside the gateway's own; <c>*</c> for all.</summary>
    public List<string> Origins { get; } = [];

    /// <summary>The port on which metrics and health alone are shown, 1 to 65,535; 0: where all else is.</summary>
    public int ManagementPort { get; set; }

    /// <summary>Most requests of one client a second, 0 to 1,000,000; 0: no limit.</summary>
    public int RequestsPerSecond { get; set; }

    /// <summary>Requests that a client may make at once above its rate, 1 to 1,000,000.</summary>
    public int Burst { get; set; } = 50;

    /// <summary>Most WebSockets and event streams of one client at a time, 0 to 1,000,000; 0: no limit.</summary>
    public int ConnectionsPerClient { get; set; }

    /// <summary>Whether clients are asked who they are.</summary>
    public bool IsClosed => ApiKeys.Count > 0 || Jwt.IsOn;

    /// <summary>Reads and checks the section.</summary>
    /// <exception cref="SettingException">A setting is not what it may be.</exception>
    public static EdgeOptions Read(IConfiguration configuration)
    {
        EdgeOptions options;
        try
        {
            options = configuration.GetSection(Section).Get<EdgeOptions>() ?? new EdgeOptions();
        }
        catch (InvalidOperationException wrong)
        {
            throw new SettingException(Section, wrong.Message, "values of the type that each key takes");
        }

        SettingException.ThrowUnlessBetween($"{Section}:{nameof(ManagementPort)}", options.ManagementPort, 0, IPEndPoint.MaxPort);
        SettingException.ThrowUnlessBetween($"{Section}:{nameof(RequestsPerSecond)}", options.RequestsPerSecond, 0, 1_000_000);
        SettingException.ThrowUnlessBetween($"{Section}:{nameof(Burst)}", options.Burst, 1, 1_000_000);
        SettingException.ThrowUnlessBetween($"{Section}:{nameof(ConnectionsPerClient)}", options.ConnectionsPerClient, 0, 1_000_000);
        foreach (var (name, key) in options.ApiKeys)
            key.Check($"{Section}:{nameof(ApiKeys)}:{name}");
        foreach (var (origin, i) in options.Origins.Select((o, i) => (o, i)))
        {
            if (origin != "*" && !(Uri.TryCreate(origin, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
                && uri.GetLeftPart(UriPartial.Authority) == origin))
                throw new SettingException(
                    $"{Section}:{nameof(Origins)}:{i}", origin, "* or scheme://host[:port] such as https://flights.example");
        }

        options.Jwt.Check($"{Section}:{nameof(Jwt)}");
        return options;
    }
}

/// <summary>One client's key.</summary>
public sealed class ApiKey
{
    /// <summary>Shortest key.</summary>
    public const int LeastLength = 16;

    /// <summary>What the client shows, at least <see cref="LeastLength"/> characters.</summary>
    public string Key { get; set; } = "";

    /// <summary>What it may do: <c>query</c>, <c>subscribe</c>, <c>operate</c>; query and subscribe when nothing is named.</summary>
    public List<string> May { get; } = [];

    internal void Check(string path)
    {
        if (Key.Length < LeastLength)
            throw new SettingException($"{path}:{nameof(Key)}", $"{Key.Length} characters", $"at least {LeastLength} characters");
        foreach (var right in May)
            SettingException.ThrowUnlessOneOf($"{path}:{nameof(May)}", right, Rights.All);
    }
}

/// <summary>Who signs tokens, and for whom.</summary>
public sealed class JwtOptions
{
    /// <summary>The issuer, from whose metadata the keys are read: <c>https://login.example/realm</c>.</summary>
    public string? Authority { get; set; }

    /// <summary>What tokens must be meant for.</summary>
    public string? Audience { get; set; }

    /// <summary>The claim that says what a client may do, its values separated by spaces.</summary>
    public string RightsClaim { get; set; } = "scope";

    /// <summary>Whether the issuer's metadata must come over TLS.</summary>
    public bool RequireHttps { get; set; } = true;

    /// <summary>Whether tokens are taken.</summary>
    public bool IsOn => !string.IsNullOrEmpty(Authority);

    internal void Check(string path)
    {
        if (!IsOn)
            return;
        if (!(Uri.TryCreate(Authority, UriKind.Absolute, out var uri)
            && (uri.Scheme == "https" || (uri.Scheme == "http" && !RequireHttps))))
            throw new SettingException(
                $"{path}:{nameof(Authority)}", Authority!, "a URL with https, or with http when RequireHttps is false");
        if (string.IsNullOrEmpty(Audience))
            throw new SettingException($"{path}:{nameof(Audience)}", "", "what tokens must be meant for");
    }
}
