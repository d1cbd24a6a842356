namespace OrleansFlights.Grains.Tests;

/// <summary>A directory that goes away with the test.</summary>
internal sealed class TemporaryDirectory : IDisposable
{
    public string Path { get; } = System.IO.Directory.CreateTempSubdirectory("flights-").FullName;

    public void Dispose() => System.IO.Directory.Delete(Path, recursive: true);
}
