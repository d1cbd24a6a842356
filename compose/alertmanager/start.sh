#!/bin/sh
# Starts Alertmanager, with its alerts sent on to ALERT_WEBHOOK when that is set.
set -eu
configuration=/tmp/alertmanager.yml
cp "${ALERTMANAGER_CONFIG:-/etc/alertmanager/alertmanager.yml}" "$configuration"
if [ -n "${ALERT_WEBHOOK:-}" ]; then
  printf '    webhook_configs:\n      - url: "%s"\n        send_resolved: true\n' "$ALERT_WEBHOOK" >> "$configuration"
fi
exec "${ALERTMANAGER:-/bin/alertmanager}" --config.file="$configuration" --storage.path="${ALERTMANAGER_DATA:-/alertmanager}" --data.retention=120h "$@"
