namespace OrleansFlights.Log.Tests.Sqlite;

public sealed class SqliteStatefulLogContract : StatefulLogContract, IAsyncLifetime
{
    private readonly SqliteFixture _fixture = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    protected override IEventLog Open() => _fixture.Open();
}
