using System.Globalization;

namespace OrleansFlights.Search.Elasticsearch;

/// <summary>The index template of builds: every field is mapped as it is meant, and others are kept unread.</summary>
internal static class FlightTemplate
{
    private const string Mappings =
        """
        {
          "dynamic": false,
          "properties": {
            "flight_id": { "type": "keyword" },
            "airline": { "type": "keyword" },
            "origin": { "type": "keyword" },
            "destination": { "type": "keyword" },
            "route": { "type": "keyword" },
            "scheduled_departure": { "type": "date" },
            "scheduled_us": { "type": "long" },
            "actual_departure": { "type": "date" },
            "status": { "type": "keyword" },
            "model": { "type": "keyword" },
            "registration": { "type": "keyword" },
            "event_time": { "type": "date" },
            "stamp": { "type": "long", "index": false, "doc_values": false },
            "actual_stamp": { "type": "long", "index": false, "doc_values": false },
            "history": { "type": "object", "enabled": false },
            "terms": { "type": "keyword" }
          }
        }
        """;

    /// <summary>The template.</summary>
    public static string Json(ElasticsearchOptions options) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""
          {
            "index_patterns": ["{{options.Index}}-*"],
            "priority": 500,
            "template": {
              "settings": {
                "number_of_shards": {{options.Shards}},
                "number_of_replicas": {{options.Replicas}},
                "refresh_interval": "{{(long)options.RefreshInterval.TotalMilliseconds}}ms"
              },
              "mappings": {{Mappings}}
            }
          }
          """);
}
