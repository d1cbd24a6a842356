using Xunit.Sdk;
using Xunit.v3;

// Each test runs a cluster; more than one at a time would only measure the machine.
[assembly: Parallelization(Mode = ParallelMode.None)]
