using System.Globalization;
using System.Runtime.CompilerServices;
using OrleansFlights.Producer.Console;
using OrleansFlights.Simulation;
using Parquet;

namespace OrleansFlights.Producer.Replay;

/// <summary>A Parquet file: one row group at a time, only the columns that fields are read from.</summary>
internal sealed class ParquetSource(FileInfo file, ColumnMapping mapping) : ReplaySource
{
    private double _share;

    public override long BytesRead => (long)(file.Length * _share);

    public override async IAsyncEnumerable<OutgoingRecord> ReadAsync(RunSummary summary, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var reader = await OfThisFileAsync(() => ParquetReader.CreateAsync(file.OpenRead(), null, leaveStreamOpen: false, cancellation));
        var fields = reader.Schema.DataFields.Where(field => !field.IsArray).DistinctBy(field => field.Name).ToDictionary(field => field.Name);
        var columns = mapping.Resolve(file.Name, fields.Keys);
        var mapper = new RowMapper(Path.GetFileNameWithoutExtension(file.Name));
        var cells = new object?[ReplayFields.Count];
        var mapped = new List<OutgoingRecord>(2);
        long number = 0;
        for (var index = 0; index < reader.RowGroupCount; index++)
        {
            using var group = reader.OpenRowGroupReader(index);
            var read = new List<(int Field, Func<int, object?> Cell)>(columns.Count);
            foreach (var (field, column) in columns)
                read.Add(((int)field, await OfThisFileAsync(() => ParquetColumn.ReadAsync(group, fields[column], cancellation))));

            for (var row = 0; row < group.RowCount; row++)
            {
                cancellation.ThrowIfCancellationRequested();
                foreach (var (field, cell) in read)
                    cells[field] = cell(row);
                mapped.Clear();
                if (mapper.Map(cells, ++number, columns.ContainsKey(ReplayField.Status), mapped) is { } wrong)
                    summary.Skip(string.Create(CultureInfo.InvariantCulture, $"{file.Name} row {number}"), wrong);
                foreach (var record in mapped)
                    yield return record;
                _share = (index + ((row + 1.0) / group.RowCount)) / reader.RowGroupCount;
            }
        }
    }

    /// <summary>Reads from the file; what goes wrong inside it (it may be cut short or hold anything) becomes an error that names it.</summary>
    private async Task<T> OfThisFileAsync<T>(Func<Task<T>> read)
    {
        try
        {
            return await read();
        }
        catch (Exception broken) when (broken is not (OperationCanceledException or UnauthorizedAccessException))
        {
            throw new IOException($"{file.FullName} cannot be read as Parquet: {broken.Message}", broken);
        }
    }
}
