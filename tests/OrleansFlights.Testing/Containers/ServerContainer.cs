using DotNet.Testcontainers.Builders;
using DotNet.Testcontainers.Containers;

namespace OrleansFlights.Testing;

/// <summary>
/// A container for the tests of an assembly (<c>[assembly: AssemblyFixture(typeof(…))]</c>): where an environment variable names no server
/// and Docker answers, one is started before the first test and named by the variable, so that tests need to look at nothing else. Where
/// Docker does not answer either, nothing happens, and the tests skip with their own reason. The image is that of compose.yaml.
/// </summary>
/// <typeparam name="TContainer">The kind of container.</typeparam>
/// <param name="variable">The variable that names the server.</param>
/// <param name="repository">The image without its tag.</param>
public abstract class ServerContainer<TContainer>(string variable, string repository) : IAsyncLifetime
    where TContainer : class, IContainer
{
    private TContainer? _container;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        if (Environment.GetEnvironmentVariable(variable) is { Length: > 0 })
            return;
        try
        {
            _container = Build(ComposeImages.Find(repository));
            await _container.StartAsync();
        }
        catch (DockerUnavailableException)
        {
            return;
        }

        foreach (var (name, value) in Settings(_container))
            Environment.SetEnvironmentVariable(name, value);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_container is { } container)
            await container.DisposeAsync();
    }

    /// <summary>The container of an image, not yet started; ready to be asked when its start ends.</summary>
    protected abstract TContainer Build(string image);

    /// <summary>What tests are told by environment variables.</summary>
    protected abstract IEnumerable<(string Variable, string Value)> Settings(TContainer container);
}
