using Orleans.Dashboard;
using OrleansFlights.Foundation.Settings;

namespace OrleansFlights.Silo;

/// <summary>
/// The Orleans Dashboard, at <see cref="Path"/> when <c>Dashboard:Enabled</c> says so. It shows the whole cluster and takes no login.
/// </summary>
internal static class SiloDashboard
{
    public const string Path = "/dashboard";

    public static void AddSiloDashboard(this IHostApplicationBuilder builder)
    {
        if (IsEnabled(builder.Configuration))
            builder.UseOrleans(silo => silo.AddDashboard());
    }

    public static void MapSiloDashboard(this WebApplication app)
    {
        if (IsEnabled(app.Configuration))
            app.MapOrleansDashboard(Path);
    }

    private static bool IsEnabled(IConfiguration configuration) => SettingsReader.Read<DashboardOptions>(configuration).Enabled;
}
