namespace OrleansFlights.Testing;

/// <summary>The repository that the running tests were built in.</summary>
public static class RepositoryFolder
{
    private const string Solution = "OrleansFlights.sln";

    /// <summary>The folder of the solution, full path.</summary>
    /// <exception cref="InvalidOperationException">There is none above the tests.</exception>
    public static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, Solution)))
                return folder.FullName;
        }

        throw new InvalidOperationException($"No {Solution} above {AppContext.BaseDirectory}.");
    }
}
