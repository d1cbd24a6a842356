using OrleansFlights.Grains.Hosting;
using OrleansFlights.Log.Hosting;
using OrleansFlights.Views;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddFlightLog(builder.Configuration);
builder.Services.AddSingleton<IBatchViews, EmptyBatchViews>();
builder.AddFlightSilo();

var app = builder.Build();
app.MapGet("/health", () => "ok");
app.Run();
