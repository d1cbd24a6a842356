using OrleansFlights.Foundation.Settings;

namespace OrleansFlights.Api.Edge;

/// <summary>Puts the gateway's edge together: what a request meets before anything answers it.</summary>
public static class EdgeHosting
{
    /// <summary>Adds what section <c>Edge</c> asks for.</summary>
    /// <exception cref="SettingException">A setting is not allowed.</exception>
    public static WebApplicationBuilder AddFlightEdge(this WebApplicationBuilder builder)
    {
        var edge = EdgeOptions.Read(builder.Configuration);
        builder.Services.AddSingleton(edge);
        builder.Services.AddGatewayAccess(edge);
        builder.Services.AddClientLimits(edge);
        builder.Services.AddCors(cors => cors.AddDefaultPolicy(policy =>
        {
            if (edge.Origins.Contains("*"))
                policy.AllowAnyOrigin();
            else
                policy.WithOrigins([.. edge.Origins]);
            policy.AllowAnyHeader().WithMethods("GET", "POST").SetPreflightMaxAge(TimeSpan.FromHours(1));
        }));
        builder.ListenForManagement(edge);
        return builder;
    }

    /// <summary>Uses it; call after WebSockets are known and before anything answers.</summary>
    public static WebApplication UseFlightEdge(this WebApplication app)
    {
        var edge = app.Services.GetRequiredService<EdgeOptions>();
        app.UseSecurityHeaders();
        app.UseManagementPort(edge);
        if (edge.Origins.Count > 0)
            app.UseCors();
        app.UseOriginCheck(edge);
        if (edge.IsClosed)
            app.UseAuthentication();

        // Before anything is refused: wrong keys are to be had by the thousand.
        app.UseRateLimiter();
        app.UseGatewayAccess(edge);
        return app;
    }
}
