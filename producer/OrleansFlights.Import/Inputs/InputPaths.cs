using System.IO.Enumeration;
using Microsoft.Extensions.FileSystemGlobbing;
using OrleansFlights.Import.Importing;

namespace OrleansFlights.Import.Inputs;

/// <summary>A file that was named, or found where a folder or a pattern was.</summary>
/// <param name="Path">Its path; <c>-</c> for standard input.</param>
/// <param name="WasFound">Whether nobody named it itself: then what is only documentation is left out.</param>
internal readonly record struct InputPath(string Path, bool WasFound);

/// <summary>Finds the files that arguments stand for.</summary>
internal static class InputPaths
{
    /// <summary>Standard input.</summary>
    public const string StandardInput = "-";

    private static readonly char[] Wildcards = ['*', '?', '['];

    /// <summary>The files, in the order of the arguments, those of a folder or pattern by their names.</summary>
    /// <exception cref="ImportException">An argument stands for nothing.</exception>
    public static IReadOnlyList<InputPath> Expand(IEnumerable<string> arguments)
    {
        var paths = new List<InputPath>();
        foreach (var argument in arguments)
        {
            if (argument == StandardInput || File.Exists(argument) || IsDevice(argument))
                paths.Add(new InputPath(argument, WasFound: false));
            else if (Directory.Exists(argument))
                paths.AddRange(Found(argument, Below(argument).Where(path => IsData(argument, path))));
            else if (argument.IndexOfAny(Wildcards) >= 0)
                paths.AddRange(Found(argument, Matching(argument)));
            else
                throw new ImportException($"{argument} does not exist.");
        }

        return paths;
    }

    private static List<InputPath> Found(string argument, IEnumerable<string> files)
    {
        var found = files.Where(path => !IsReport(path) && HoldsSomething(path)).Order(StringComparer.Ordinal)
            .Select(path => new InputPath(path, WasFound: true)).ToList();
        return found.Count > 0 ? found : throw new ImportException($"{argument} stands for no file that holds anything.");
    }

    /// <summary>A pipe or a socket in a folder has no length, and reading it could wait for ever.</summary>
    private static bool HoldsSomething(string path) =>
        ((File.ResolveLinkTarget(path, returnFinalTarget: true) as FileInfo) ?? new FileInfo(path)) is { Exists: true, Length: > 0 };

    private static IEnumerable<string> Matching(string pattern)
    {
        var wild = pattern.IndexOfAny(Wildcards);
        var folderEnd = pattern.LastIndexOf('/', wild);
        var folder = folderEnd < 0 ? "." : pattern[..(folderEnd + 1)];
        if (!Directory.Exists(folder))
            return [];
        var matcher = new Matcher(StringComparison.Ordinal).AddInclude(pattern[(folderEnd + 1)..]);
        return matcher.GetResultsInFullPath(folder).Select(path => folderEnd < 0 ? Path.GetRelativePath(".", path) : path);
    }

    /// <summary>
    /// All files of a folder. Links to files are followed, links to folders are not: they may lead back to where they are.
    /// </summary>
    private static IEnumerable<string> Below(string folder) => new FileSystemEnumerable<string>(
        folder,
        (ref entry) => entry.ToSpecifiedFullPath(),
        new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0, IgnoreInaccessible = false })
    {
        ShouldIncludePredicate = (ref entry) => !entry.IsDirectory,
        ShouldRecursePredicate = (ref entry) => (entry.Attributes & FileAttributes.ReparsePoint) == 0,
    };

    /// <summary>Hidden files, and those that tools leave as marks (<c>_SUCCESS</c>), are no data.</summary>
    private static bool IsData(string root, string path) =>
        Path.GetRelativePath(root, path).Split(Path.DirectorySeparatorChar).All(part => part[0] is not ('.' or '_'));

    /// <summary>What an earlier import reported is no data.</summary>
    private static bool IsReport(string path) => path.EndsWith(BadRowReport.Ending, StringComparison.Ordinal);

    private static bool IsDevice(string path) =>
        path.StartsWith("/dev/", StringComparison.Ordinal) || path.StartsWith("/proc/", StringComparison.Ordinal);
}
