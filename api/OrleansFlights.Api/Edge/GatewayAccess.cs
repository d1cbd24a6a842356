using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;

namespace OrleansFlights.Api.Edge;

/// <summary>Who may do what: clients by API key or token, and what they ask for by path and kind.</summary>
internal static class GatewayAccess
{
    /// <summary>Chooses between keys and tokens by what a request shows.</summary>
    private const string Either = "either";

    /// <summary>Adds the ways in which clients say who they are, and the policies.</summary>
    public static void AddGatewayAccess(this IServiceCollection services, EdgeOptions edge)
    {
        if (!edge.IsClosed)
            return;
        var authentication = services.AddAuthentication(Either)
            .AddPolicyScheme(Either, null, options => options.ForwardDefaultSelector = context => Shown(context.Request, edge))
            .AddScheme<AuthenticationSchemeOptions, ApiKeyHandler>(ApiKeyHandler.SchemeName, null);
        if (edge.Jwt.IsOn)
            authentication.AddJwtBearer(bearer => Configure(bearer, edge.Jwt));
        services.AddAuthorization(policies =>
        {
            foreach (var right in Rights.All)
                policies.AddPolicy(
                    right, policy => policy.RequireAuthenticatedUser().RequireAssertion(context => May(context.User, right, edge)));
        });
    }

    /// <summary>
    /// Refuses what a client may not do, once it was found out who it is: 401 when nobody knows who it is, 403 when it is known and may
    /// not.
    /// </summary>
    public static void UseGatewayAccess(this WebApplication app, EdgeOptions edge)
    {
        if (!edge.IsClosed)
            return;
        app.Use(async (context, next) =>
        {
            if (RightFor(context) is { } right)
            {
                var allowed = await context.RequestServices.GetRequiredService<IAuthorizationService>().AuthorizeAsync(context.User, right);
                if (!allowed.Succeeded)
                {
                    await (context.User.Identity?.IsAuthenticated == true ? context.ForbidAsync() : context.ChallengeAsync());
                    return;
                }
            }

            await next(context);
        });
    }

    /// <summary>Whether a request opens something that stays.</summary>
    public static bool IsSubscription(HttpContext context) =>
        context.WebSockets.IsWebSocketRequest
            || context.Request.Headers.Accept.Any(a => a?.Contains("text/event-stream", StringComparison.OrdinalIgnoreCase) == true);

    /// <summary>Whether a client has a right.</summary>
    public static bool May(ClaimsPrincipal client, string right, EdgeOptions edge) =>
        client.HasClaim(Rights.Claim, right)
        || client.FindAll(edge.Jwt.RightsClaim).SelectMany(c => c.Value.Split(' ')).Contains(right, StringComparer.Ordinal);

    /// <summary>What a request needs; null for pages, the schema and whether the process lives.</summary>
    private static string? RightFor(HttpContext context)
    {
        var path = context.Request.Path;
        if (path.StartsWithSegments("/metrics") || path.StartsWithSegments("/generations"))
            return Rights.Operate;
        if (path.StartsWithSegments("/events"))
            return Rights.Write;
        if (path.StartsWithSegments("/route-counts"))
            return Rights.Query;
        if (!path.StartsWithSegments("/graphql"))
            return null;
        if (IsSubscription(context))
            return Rights.Subscribe;
        return HttpMethods.IsGet(context.Request.Method) && !context.Request.Query.ContainsKey("query") ? null : Rights.Query;
    }

    private static string Shown(HttpRequest request, EdgeOptions edge)
    {
        var token = request.Headers.Authorization.ToString().StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)
            || (ApiKeyHandler.TokenInAddress(request) is { } text && text.Count(c => c == '.') == 2);
        return token && edge.Jwt.IsOn ? JwtBearerDefaults.AuthenticationScheme : ApiKeyHandler.SchemeName;
    }

    private static void Configure(JwtBearerOptions bearer, JwtOptions jwt)
    {
        bearer.Authority = jwt.Authority;
        bearer.Audience = jwt.Audience;
        bearer.RequireHttpsMetadata = jwt.RequireHttps;
        bearer.MapInboundClaims = false;
        bearer.TokenValidationParameters.NameClaimType = "sub";
        bearer.Events = new JwtBearerEvents
        {
            OnMessageReceived = message =>
            {
                message.Token = ApiKeyHandler.TokenInAddress(message.Request) ?? message.Token;
                return Task.CompletedTask;
            },
        };
    }
}
