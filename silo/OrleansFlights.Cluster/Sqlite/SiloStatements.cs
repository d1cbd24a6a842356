using Microsoft.Data.Sqlite;

namespace OrleansFlights.Cluster.Sqlite;

/// <summary>Statements of one connection, each prepared once.</summary>
public sealed class SiloStatements(SqliteConnection connection) : IDisposable
{
    private readonly Dictionary<string, SqliteCommand> _commands = [];

    /// <summary>A statement with its parameters set. It is the same each time, so it is to be run, and its rows read, before it is asked for again.</summary>
    /// <param name="sql">The statement.</param>
    /// <param name="parameters">Names and values of all its parameters.</param>
    public SqliteCommand Command(string sql, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        if (!_commands.TryGetValue(sql, out var command))
        {
            command = connection.CreateCommand();
            command.CommandText = sql;
            foreach (var (name, _) in parameters)
                command.Parameters.Add(new SqliteParameter { ParameterName = name });
            _commands.Add(sql, command);
        }

        foreach (var (name, value) in parameters)
            command.Parameters[name].Value = value;
        return command;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var command in _commands.Values)
            command.Dispose();
    }
}
