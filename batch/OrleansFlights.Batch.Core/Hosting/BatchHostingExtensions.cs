using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OrleansFlights.Batch.Archive;
using OrleansFlights.Batch.Audit;
using OrleansFlights.Batch.Compaction;
using OrleansFlights.Batch.DeadLetters;
using OrleansFlights.Batch.Engine;
using OrleansFlights.Batch.Runs;
using OrleansFlights.Batch.Verification;
using OrleansFlights.Foundation.Settings;
using OrleansFlights.Log;

namespace OrleansFlights.Batch.Hosting;

/// <summary>Adds the batch layer to a host that has the log and the views (<c>AddFlightLog</c>, <c>AddFlightViews</c>).</summary>
public static class BatchHostingExtensions
{
    private const string SparkAdapterType = "OrleansFlights.Batch.Spark.SparkBatchAdapter, OrleansFlights.Batch.Spark";
    private const string NoSpark =
        $"{BatchOptions.DuckDbEngine} (this build has no Spark engine; build with -p:Stack=full, and submit OrleansFlights.Batch.Spark to "
        + "Spark)";
    private const string ScratchFolder = "scratch";
    private const string ArchiveFolder = "archive";
    private const string CacheFolder = "archive-cache";

    /// <summary>
    /// Adds what archives, runs and publishes, and, unless <c>Batch:Enabled</c> is false, services that do so all the time.
    /// </summary>
    /// <exception cref="SettingException">A setting of the sections <c>Archive</c> or <c>Batch</c> holds what it must not.</exception>
    public static IServiceCollection AddFlightBatch(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddFlightBatchTools(configuration);
        if (SettingsReader.Read<BatchOptions>(configuration).Enabled)
            services.AddHostedService<ArchiverService>().AddHostedService<RunService>();
        return services;
    }

    /// <summary>Adds what archives, runs and publishes, for those who say when.</summary>
    /// <exception cref="SettingException">A setting of the sections <c>Archive</c> or <c>Batch</c> holds what it must not.</exception>
    public static IServiceCollection AddFlightBatchTools(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(Options.Create(SettingsReader.Read<ArchiveOptions>(configuration)));
        var batch = SettingsReader.Read<BatchOptions>(configuration);
        services.AddSingleton(Options.Create(batch));
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(p => new WorkDirectory(p.GetRequiredService<IOptions<DataOptions>>().Value.File(ScratchFolder)));
        services.AddSingleton(Archive);
        if (batch.Engine == BatchOptions.SparkEngine)
            SparkAdapter().AddTo(services);
        else
            services.AddSingleton<IBatchEngine, DuckDbEngine>();
        services.AddSingleton<Archiver>();
        services.AddSingleton<ArchiveVerifier>().AddSingleton<ArchiveReader>();
        services.AddSingleton<Compactor>();
        services.AddSingleton<LogRetention>().AddSingleton<ILogHold, SiloCheckpoints>();
        services.AddSingleton<Publisher>();
        services.AddSingleton<DeadLetterReader>().AddSingleton<ReplayMarks>().AddSingleton<DeadLetterReplayer>();
        services.AddSingleton<ArchiveRecount>().AddSingleton<LogRecount>().AddSingleton<Auditor>();
        services.AddSingleton(p => new GatewayAudit(p.GetRequiredService<Auditor>(), p.GetRequiredService<TimeProvider>()));
        services.AddSingleton<RunLocks>().AddSingleton<RunPlanner>();
        services.AddSingleton<GenerationCounter>().AddSingleton<GenerationPublication>();
        return services.AddSingleton<BatchRunner>();
    }

    private static IBatchEngineAdapter SparkAdapter() => Type.GetType(SparkAdapterType) is { } adapter
        ? (IBatchEngineAdapter)Activator.CreateInstance(adapter)!
        : throw new SettingException($"{BatchOptions.Section}:{nameof(BatchOptions.Engine)}", BatchOptions.SparkEngine, NoSpark);

    private static IArchiveStore Archive(IServiceProvider services)
    {
        var options = services.GetRequiredService<IOptions<ArchiveOptions>>().Value;
        var data = services.GetRequiredService<IOptions<DataOptions>>().Value;
        var topic = services.GetRequiredService<IOptions<LogOptions>>().Value.Topic;
        if (options.Provider == ArchiveOptions.DirectoryProvider)
            return new DirectoryArchiveStore(options.Directory ?? data.File(ArchiveFolder), topic);
        return new MinioArchiveStore(
            options.Minio,
            topic,
            data.File(CacheFolder),
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<ILogger<MinioArchiveStore>>());
    }
}
