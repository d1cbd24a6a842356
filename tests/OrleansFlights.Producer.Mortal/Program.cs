using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using OrleansFlights.Log;
using OrleansFlights.Log.Hosting;
using OrleansFlights.Producer.Commands;
using OrleansFlights.Producer.Mortal;

// The producer, but that it kills itself, as kill -9 does, at one of its commits. Tests run it and see what is left.
// Arguments: before|after|MILLISECONDS COMMIT, then those of the producer. Milliseconds are counted from the commit's start.
var death = Death.Parse(args[0], int.Parse(args[1], CultureInfo.InvariantCulture));
var environment = ProducerEnvironment.Process() with
{
    AddLog = (services, configuration) =>
    {
        var log = services.AddFlightLog(configuration).Last(service => service.ServiceType == typeof(IEventLog)).ImplementationType!;
        services.AddSingleton(log)
            .AddSingleton<IEventLog>(provider => new MortalLog((IEventLog)provider.GetRequiredService(log), death));
    },
};
return await ProducerApp.RunAsync(args[2..], environment);
