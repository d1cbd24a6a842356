using OrleansFlights.Api;

var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
builder.AddEmbeddedPipeline();
builder.AddFlightGateway();

var app = builder.Build();
app.MapFlightGateway();
await app.RunAsync();
