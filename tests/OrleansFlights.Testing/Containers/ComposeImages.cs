using System.Text.RegularExpressions;

namespace OrleansFlights.Testing;

/// <summary>The images that compose/ runs, so that tests run the same.</summary>
internal static partial class ComposeImages
{
    private const string Directory = "compose";

    /// <summary>An image with its tag.</summary>
    /// <param name="repository">The image without it.</param>
    public static string Find(string repository)
    {
        foreach (var file in System.IO.Directory.EnumerateFiles(Path.Combine(RepositoryFolder.Find(), Directory), "*.yaml"))
        {
            var image = Image().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value)
                .FirstOrDefault(image => image.StartsWith(repository + ":", StringComparison.Ordinal));
            if (image is not null)
                return image;
        }

        throw new InvalidOperationException($"No file of {Directory}/ runs an image of {repository}.");
    }

    [GeneratedRegex(@"^\s+image: (\S+)$", RegexOptions.Multiline)]
    private static partial Regex Image();
}
