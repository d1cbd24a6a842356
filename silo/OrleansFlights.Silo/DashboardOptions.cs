namespace OrleansFlights.Silo;

/// <summary>The configuration section <c>Dashboard</c>.</summary>
internal sealed class DashboardOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Dashboard";

    /// <summary>Whether the silo shows the Orleans Dashboard, of the whole cluster and without a login.</summary>
    public bool Enabled { get; set; }
}
