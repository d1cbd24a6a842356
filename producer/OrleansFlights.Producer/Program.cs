using OrleansFlights.Producer.Commands;

return await ProducerApp.RunAsync(args, ProducerEnvironment.Process());
