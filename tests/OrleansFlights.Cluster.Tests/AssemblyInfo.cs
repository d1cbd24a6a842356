using Xunit.Sdk;
using Xunit.v3;

// Each test runs several processes; more than one test at a time would only measure the machine.
[assembly: Parallelization(Mode = ParallelMode.None)]
