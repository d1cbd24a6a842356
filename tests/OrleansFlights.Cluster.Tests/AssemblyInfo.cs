// Each test runs several processes; more than one test at a time would only measure the machine.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
