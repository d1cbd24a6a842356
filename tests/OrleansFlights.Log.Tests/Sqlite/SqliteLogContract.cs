namespace OrleansFlights.Log.Tests.Sqlite;

public sealed class SqliteLogContract : EventLogContract, IAsyncLifetime
{
    private readonly SqliteFixture _fixture = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    protected override Task<ITopic> OpenAsync(int partitions) => Task.FromResult(_fixture.Open(partitions).Events);

    protected override Task<ITopic> OpenAnotherAsync() => Task.FromResult(_fixture.Open().DeadLetters);
}
