using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OrleansFlights.Batch.Archive;
using OrleansFlights.Batch.Hosting;
using OrleansFlights.Batch.Runs;
using OrleansFlights.Log;
using OrleansFlights.Log.Hosting;
using OrleansFlights.Log.Sqlite;
using OrleansFlights.Views;
using OrleansFlights.Views.Hosting;

namespace OrleansFlights.Batch.Tests;

/// <summary>A data directory of its own with log, archive, views and the batch layer over them.</summary>
internal sealed class BatchFixture : IAsyncDisposable
{
    public const int SegmentBits = 4;

    private readonly ServiceProvider _services;
    private readonly bool _owns;

    public BatchFixture(string? directory = null, params (string Key, string Value)[] settings)
        : this(directory, TimeProvider.System, settings)
    {
    }

    public BatchFixture(string? directory, TimeProvider time, (string Key, string Value)[] settings, int? partitionsAtFirst = null)
    {
        _owns = directory is null;
        Directory = directory ?? System.IO.Directory.CreateTempSubdirectory("flight-batch-").FullName;
        Settings =
        [
            ("Data:Path", Directory), ("Log:Partitions", "3"), ("Log:SegmentBits", $"{SegmentBits}"), ("Archive:RollRecords", "50"),
                .. settings,
        ];
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(
            Settings.GroupBy(s => s.Key).Select(s => KeyValuePair.Create(s.Key, (string?)s.Last().Value))).Build();
        var services = new ServiceCollection()
            .AddSingleton(time)
            .AddLogging(logging => logging.SetMinimumLevel(LogLevel.Warning))
            .AddFlightLog(configuration)
            .AddFlightViews(configuration)
            .AddFlightBatch(configuration);
        if (partitionsAtFirst is { } partitions)
        {
            services.AddSingleton<SqliteEventLog>();
            services.AddSingleton<IEventLog>(provider => new GrowingLog(provider.GetRequiredService<SqliteEventLog>(), partitions));
        }

        _services = services.BuildServiceProvider();
    }

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public string Directory { get; }

    public (string Key, string Value)[] Settings { get; }

    public IServiceProvider Services => _services;

    public ITopic Log => Get<IEventLog>().Events;

    public IBatchViews Views => Get<IBatchViews>();

    public BatchRunner Runner => Get<BatchRunner>();

    public Archiver Archiver => Get<Archiver>();

    public IArchiveStore Archive => Get<IArchiveStore>();

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public async Task AppendAsync(params IEnumerable<LogEntry> entries) => await Log.AppendAsync(entries.ToArray(), Token);

    public Task<long> ArchiveAsync() => Archiver.ArchiveAllAsync(null, Token);

    public async Task<Generation?> RunAsync(bool full = false, bool publish = true) =>
        (await Runner.RunAsync(full, publish, null, Token)).Generation;

    /// <summary>Compares every view and window of a generation with a recount of the log up to its cut.</summary>
    public async Task AssertExactAsync(Generation generation) =>
        await (await Recount.OfAsync(Log, generation.Cut, Token)).AssertEqualAsync(Views, generation.Id, Token);

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        if (_owns)
            System.IO.Directory.Delete(Directory, recursive: true);
    }
}
