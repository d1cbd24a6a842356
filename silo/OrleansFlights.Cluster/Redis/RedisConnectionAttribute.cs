using System.ComponentModel.DataAnnotations;
using StackExchange.Redis;

namespace OrleansFlights.Cluster.Redis;

/// <summary>A connection as StackExchange.Redis takes it, with an endpoint at least.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class RedisConnectionAttribute()
    : ValidationAttribute("what StackExchange.Redis takes, such as redis:6379 or redis:6380,password=…,ssl=true")
{
    public override bool IsValid(object? value)
    {
        if (value is not string { Length: > 0 } connection)
            return true;
        try
        {
            return ConfigurationOptions.Parse(connection).EndPoints.Count > 0;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
