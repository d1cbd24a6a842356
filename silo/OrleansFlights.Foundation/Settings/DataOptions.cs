using System.ComponentModel.DataAnnotations;

namespace OrleansFlights.Foundation.Settings;

/// <summary>The configuration section <c>Data</c>: where every embedded store lies.</summary>
public sealed class DataOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Data";

    /// <summary>A directory, made when it does not exist; relative to the working directory.</summary>
    [Required(ErrorMessage = "a directory")]
    public string Path { get; set; } = "data";

    /// <summary>The full path of a file in it.</summary>
    public string File(string name) => System.IO.Path.GetFullPath(System.IO.Path.Combine(Path, name));
}
