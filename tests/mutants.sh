#!/usr/bin/env bash
# Breaks one decision of the shipped protocol at a time, in a copy of the tree, and asks of the protocol's tests that they notice.
# Usage: tests/mutants.sh [DIRECTORY FOR THE COPY] [NAME OF A MUTANT...]
set -uo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
copy=${1:-$(mktemp -d)}
shift || true
mkdir -p "$copy"
(cd "$root" && tar cf - --exclude=.git --exclude=node_modules .) | tar xf - -C "$copy"
survivors=0

# mutant NAME FILE TEXT REPLACEMENT
mutant() {
  local name=$1 file=$2
  [[ ${#only[@]} -eq 0 || " ${only[*]} " == *" $name "* ]] || return 0
  cp "$root/$file" "$copy/$file"
  if ! TEXT=$3 REPLACEMENT=$4 perl -0pi -e 's/\Q$ENV{TEXT}\E/$ENV{REPLACEMENT}/ or die "the text to replace is not there\n"' "$copy/$file"; then
    echo "$name: CANNOT BE MADE"; survivors=$((survivors + 1)); return
  fi
  if ! dotnet build "$copy/tests/OrleansFlights.Protocol.Tests" -v q --nologo -clp:NoSummary > "$copy/build.log" 2>&1; then
    echo "$name: DOES NOT BUILD"; grep -m 3 error "$copy/build.log"; survivors=$((survivors + 1))
  elif "$copy/tests/OrleansFlights.Protocol.Tests/bin/Debug/net10.0/OrleansFlights.Protocol.Tests" \
      -class- OrleansFlights.Protocol.Tests.BrokenRuleTests > "$copy/test.log" 2>&1; then
    echo "$name: SURVIVES"; survivors=$((survivors + 1))
  else
    echo "$name: caught by $(grep -o 'OrleansFlights[^ (]*.*\[FAIL\]' "$copy/test.log" \
      | sed 's/OrleansFlights.Protocol.Tests.//; s/ *\[FAIL\]//' | sort -u | paste -sd ';')"
  fi
  cp "$root/$file" "$copy/$file"
}

only=("$@")
streams=silo/OrleansFlights.Streams grains=silo/OrleansFlights.Grains
mutant recorded-though-short $streams/Protocol/StreamQuarantine.cs '? [.. failed] : null' '? [.. failed] : []'
mutant durable-at-the-end $grains/Protocol/SnapshotDurability.cs 'new(SnapshotCodec.Write(state), Seen(state), _durable.Life,' \
  'new(SnapshotCodec.Write(state), [.. state.Partitions.Select(p => (p, long.MaxValue))], _durable.Life,'
mutant life-not-compared $grains/Protocol/SnapshotDurability.cs 'life is null || life == _ownedIn' 'life is not null || life == _ownedIn'
mutant released-beyond-recorded $streams/Delivery/StreamOutbox.cs '_batches[count].PolledBatch.To <= position)' \
  '_batches[count].PolledBatch.From <= position)'
mutant right-to-record-ignored $streams/Protocol/PartitionCheckpoints.cs '_plan.MayRecord(attempt) ?' 'attempt.Position >= 0 ?'
mutant going-back-not-recorded $streams/Protocol/PartitionCheckpoints.cs '_owed = Math.Min(lower, _owed ?? lower);' '_ = lower;'
mutant short-answer-ignored $streams/Protocol/DurabilityRequest.cs 'durable >= UpTo ?' 'durable >= 0 ?'
mutant failed-call-not-repeated $streams/Delivery/DeliveryCursor.cs '_next = _taken;' '_next = Math.Max(_next, _taken);'
mutant snapshot-not-owned $grains/Protocol/SnapshotDurability.cs 'MustOwnFirst => Ownership != SnapshotOwnership.Owner' \
  'MustOwnFirst => Ownership == SnapshotOwnership.Superseded'
mutant identity-not-compared $streams/Protocol/StoredLog.cs '? LogMatch.Same : LogMatch.OtherLog' '? LogMatch.Same : LogMatch.Adopted'
mutant hole-not-told $grains/Protocol/Completeness.cs 'holes.All(hole => hole.To <= cut[hole.Partition])' 'holes.Count >= 0'
mutant poison-retried-for-ever $streams/Protocol/StreamQuarantine.cs '_failures[stream] >= FailuresAllowed' '_failures[stream] < 0'
mutant sent-is-not-withdrawn $streams/Delivery/SentBatches.cs 'Withdraw() => Release(long.MaxValue)' 'Withdraw() => Release(0)'
mutant stale-poll-is-sent $streams/Protocol/CheckpointPlan.cs 'if (from > back.To)' 'if (from < 0)'
echo "$survivors left"
exit $((survivors > 0))
