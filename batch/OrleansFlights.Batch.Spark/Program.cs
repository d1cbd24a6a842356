using OrleansFlights.Batch.Commands;

// The batch layer's command line in a process that Spark started: Batch:Engine=spark finds its engine in this assembly.
return await BatchApp.RunAsync(args);
