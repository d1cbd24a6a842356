using System.Globalization;
using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OrleansFlights.Log;
using OrleansFlights.Log.Hosting;

// A process that appends numbered records and says on its output which of them were acknowledged. Tests run and kill it.
// Arguments: NAME FIRST COUNT BATCH, then settings such as Log:Sqlite:File=...
var name = args[0];
var first = int.Parse(args[1], CultureInfo.InvariantCulture);
var count = int.Parse(args[2], CultureInfo.InvariantCulture);
var batch = int.Parse(args[3], CultureInfo.InvariantCulture);

await using var services = new ServiceCollection()
    .AddLogging()
    .AddFlightLog(new ConfigurationBuilder().AddCommandLine(args[4..]).Build())
    .BuildServiceProvider();
var log = services.GetRequiredService<ITopic>();
var output = Console.Out;

for (var next = first; next < first + count; next += batch)
{
    var entries = Enumerable.Range(next, batch)
        .Select(number => string.Create(CultureInfo.InvariantCulture, $"{name}:{number}"))
        .Select(text => new LogEntry(Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(text), 0))
        .ToArray();
    await log.AppendAsync(entries, CancellationToken.None);
    output.WriteLine(next + batch);
    output.Flush();
}
