#!/usr/bin/env bash
# Makes the topics that do not exist yet; what exists stays as it is. Nothing expires by time: the batch layer cuts the log off below what the
# oldest retained generation counted.
set -euo pipefail
topics=(/opt/kafka/bin/kafka-topics.sh --bootstrap-server "${BROKER:?}" --create --if-not-exists --replication-factor 1)
"${topics[@]}" --topic flight-events --partitions "${PARTITIONS:?}" --config retention.ms=-1
"${topics[@]}" --topic flight-events-dead --partitions "${PARTITIONS:?}" --config retention.ms=-1
"${topics[@]}" --topic flight-events-dead-replayed --partitions "${PARTITIONS:?}" --config cleanup.policy=compact
"${topics[@]}" --topic flight-route-counts --partitions "${PARTITIONS:?}" --config cleanup.policy=compact
