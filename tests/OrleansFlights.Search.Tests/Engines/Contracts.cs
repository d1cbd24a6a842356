namespace OrleansFlights.Search.Tests;

public sealed class SqliteSearchContract : SearchContract
{
    protected override ValueTask<ISearchStore> OpenAsync() => new(new SqliteStore());
}

public sealed class ElasticsearchSearchContract : SearchContract
{
    protected override ValueTask<ISearchStore> OpenAsync() => new(ElasticsearchStore.OpenOrSkip());
}

public sealed class SqliteIndexerContract : IndexerContract
{
    protected override ValueTask<ISearchStore> OpenAsync() => new(new SqliteStore());
}

public sealed class ElasticsearchIndexerContract : IndexerContract
{
    protected override ValueTask<ISearchStore> OpenAsync() => new(ElasticsearchStore.OpenOrSkip());
}
