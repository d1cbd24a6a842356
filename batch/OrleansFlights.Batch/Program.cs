using OrleansFlights.Batch.Commands;

return await BatchApp.RunAsync(args);
