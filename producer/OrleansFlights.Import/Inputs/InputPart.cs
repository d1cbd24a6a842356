namespace OrleansFlights.Import.Inputs;

/// <summary>One table of flights, unpacked, in UTF-8 if it is text: a file, or a member of an archive.</summary>
/// <param name="Name">Where it is from, for messages: <c>flights.zip/2015_1.csv</c>.</param>
/// <param name="Path">Where its bytes lie now.</param>
/// <param name="Kind">Text, JSON lines, a JSON document, or Parquet.</param>
/// <param name="Hash">Hash of its bytes, in hexadecimal: what it is remembered by.</param>
/// <param name="Bytes">How many bytes.</param>
/// <param name="Description">What it is, for people: <c>CSV, gzip, UTF-16</c>.</param>
internal sealed record InputPart(string Name, string Path, ContentKind Kind, string Hash, long Bytes, string Description)
{
    /// <summary>The name without folders and endings: the first part of ids that the file does not give.</summary>
    public string Stem
    {
        get
        {
            var stem = System.IO.Path.GetFileName(Name);
            return stem.IndexOf('.', StringComparison.Ordinal) is > 0 and var dot ? stem[..dot] : stem;
        }
    }
}
