using Parquet;
using Parquet.Schema;

namespace OrleansFlights.Producer.Replay;

/// <summary>Reads one column of one row group as cells.</summary>
internal static class ParquetColumn
{
    /// <summary>The cells of a column, null where it holds none.</summary>
    /// <exception cref="IOException">The column is of a type that no field can be read from.</exception>
    public static async Task<Func<int, object?>> ReadAsync(ParquetRowGroupReader group, DataField field, CancellationToken cancellation)
    {
        var type = field.ClrType;
        return type == typeof(string) || type == typeof(ReadOnlyMemory<char>) ? await OfAsync<ReadOnlyMemory<char>>(group, field, cancellation)
            : type == typeof(DateTime) ? await OfAsync<DateTime>(group, field, cancellation)
            : type == typeof(long) ? await OfAsync<long>(group, field, cancellation)
            : type == typeof(int) ? await OfAsync<int>(group, field, cancellation)
            : type == typeof(short) ? await OfAsync<short>(group, field, cancellation)
            : type == typeof(sbyte) ? await OfAsync<sbyte>(group, field, cancellation)
            : type == typeof(byte) ? await OfAsync<byte>(group, field, cancellation)
            : type == typeof(double) ? await OfAsync<double>(group, field, cancellation)
            : type == typeof(float) ? await OfAsync<float>(group, field, cancellation)
            : type == typeof(decimal) ? await OfAsync<decimal>(group, field, cancellation)
            : throw new IOException($"The column '{field.Name}' holds {type.Name}, which no field can be read from.");
    }

    private static async Task<Func<int, object?>> OfAsync<T>(ParquetRowGroupReader group, DataField field, CancellationToken cancellation)
        where T : struct
    {
        if (!field.IsNullable)
        {
            var all = new T[group.RowCount];
            await group.ReadAsync<T>(field, all.AsMemory(), null, cancellation);
            return row => all[row];
        }

        var cells = new T?[group.RowCount];
        await group.ReadAsync<T>(field, cells.AsMemory(), null, cancellation);
        return row => cells[row];
    }
}
