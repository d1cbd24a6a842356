using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using OrleansFlights.Gateway.Subscriptions;
using OrleansFlights.Search;

namespace OrleansFlights.Api.Tests;

/// <summary>The gateway on a free port over a silo of its own whose grains answer from <see cref="FakeFlights"/>.</summary>
public class TestGateway : IAsyncLifetime
{
    private readonly string _data = Directory.CreateTempSubdirectory("flight-gateway-").FullName;
    private WebApplication? _app;

    public FakeFlights Flights { get; } = new();

    public Uri BaseUrl { get; private set; } = new("http://localhost");

    public Uri SocketUrl => new UriBuilder(BaseUrl) { Scheme = "ws", Path = "/graphql" }.Uri;

    public HttpClient Http { get; } = new() { Timeout = TimeSpan.FromSeconds(30) };

    public IServiceProvider Services => _app!.Services;

    public ViewHub Hub => Services.GetRequiredService<ViewHub>();

    /// <summary>What serves GraphQL; null for what the build chooses by itself.</summary>
    protected virtual string? Server => null;

    protected virtual Dictionary<string, string?> Settings => [];

    protected virtual TimeSpan Renewal => TimeSpan.FromMilliseconds(200);

    /// <summary>Adds what else the process has.</summary>
    protected virtual void Add(WebApplicationBuilder builder)
    {
    }

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration["Data:Path"] = _data;
        builder.Configuration.AddInMemoryCollection(Settings);
        builder.Configuration[GraphQLServers.Key] = Server;
        builder.Configuration["Urls"] = "http://127.0.0.1:0";
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(Flights);
        builder.UseOrleans(silo => silo
            .UseLocalhostClustering(
                FreePort(), FreePort(), serviceId: Guid.NewGuid().ToString("N"), clusterId: Guid.NewGuid().ToString("N"))
            .Configure<GrainTypeOptions>(
                types => types.Classes.RemoveWhere(t => t.Assembly == typeof(OrleansFlights.Grains.Views.RouteGrain).Assembly)));
        builder.AddFlightGateway();
        builder.Services.AddSingleton(services => ActivatorUtilities.CreateInstance<LiveStateContext>(services) with { Renewal = Renewal });
        Add(builder);
        _app = builder.Build();
        _app.MapFlightGateway();
        await _app.StartAsync();
        BaseUrl = new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        Http.BaseAddress = BaseUrl;
        Seed();
        await SeedIndexAsync();
    }

    /// <summary>Stops the gateway as a process that is asked to end.</summary>
    public Task StopAsync() => _app!.StopAsync(CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
            await _app.DisposeAsync();
        Http.Dispose();
        Directory.Delete(_data, recursive: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Executes a query over POST and returns the whole result.</summary>
    public async Task<JsonElement> PostAsync(string query, object? variables = null)
    {
        using var content = new StringContent(JsonSerializer.Serialize(new { query, variables }), Encoding.UTF8, "application/json");
        using var response = await Http.PostAsync(new Uri("/graphql", UriKind.Relative), content, TestContext.Current.CancellationToken);
        return await JsonAsync(response);
    }

    public static async Task<JsonElement> JsonAsync(HttpResponseMessage response) =>
        JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement;

    /// <summary>Data that the contract suite knows: 5 events DXB-ZRH, 2 ZRH-JFK, 1 JFK-LAX.</summary>
    protected virtual void Seed()
    {
        var window = Windows.First;
        Flights.Add("DXB", "ZRH", "Emirates", new(0, window, OrleansFlights.Flights.FlightStatus.Scheduled, null));
        Flights.Add("DXB", "ZRH", "Emirates", new(1, window, OrleansFlights.Flights.FlightStatus.Departed, 600));
        Flights.Add("DXB", "ZRH", "Emirates", new(2, window + 1, OrleansFlights.Flights.FlightStatus.Departed, 1800));
        Flights.Add("DXB", "ZRH", "Swiss", new(3, window + 12, OrleansFlights.Flights.FlightStatus.Cancelled, null));
        Flights.Add("DXB", "ZRH", "Swiss", new(4, window + 24, OrleansFlights.Flights.FlightStatus.Landed, null));
        Flights.Add("ZRH", "JFK", "Swiss", new(5, window, OrleansFlights.Flights.FlightStatus.Boarding, null));
        Flights.Add("ZRH", "JFK", "Swiss", new(6, window, OrleansFlights.Flights.FlightStatus.Delayed, null));
        Flights.Add("JFK", "LAX", "Delta", new(7, window, OrleansFlights.Flights.FlightStatus.Diverted, null));
    }

    /// <summary>Brings events of flights into the search index.</summary>
    public async Task IndexAsync(params FlightDocument[] flights)
    {
        var build = await Services.GetRequiredService<IFlightIndex>().OpenAsync(CancellationToken.None);
        await build.WriteAsync(new IndexBatch("flight-events", flights, new Dictionary<int, long>()), CancellationToken.None);
    }

    /// <summary>The flights that the contract suite knows.</summary>
    protected virtual Task SeedIndexAsync() => IndexAsync([.. IndexedFlights.Seed]);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

/// <summary>The windows of the seeded events.</summary>
internal static class Windows
{
    public static readonly DateTimeOffset Start = new(2026, 3, 29, 6, 0, 0, TimeSpan.Zero);

    public static int First => OrleansFlights.Flights.FlightWindow.IndexOf(Start);
}
