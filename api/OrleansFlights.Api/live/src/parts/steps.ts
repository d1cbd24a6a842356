import type { AlignedData } from 'uplot';
import type { Sample } from '../api/liveness.svelte';

/**
 * Rate and lag in steps of time; a step without a sample stays empty, so that an outage is a gap.
 * @param samples In the order of time.
 * @param step Width of a step in milliseconds, above the time between two samples.
 */
export function steps(samples: readonly Sample[], step: number): AlignedData {
  const at: number[] = [];
  const rate: (number | null)[] = [];
  const lag: (number | null)[] = [];
  const first = samples[0];
  if (!first) return [at, rate, lag];
  let i = 0;
  let previous = first;
  for (let t = Math.floor(first.at / step) * step; t <= samples.at(-1)!.at; t += step) {
    let newest: Sample | undefined;
    let highest = 0;
    while (i < samples.length && samples[i]!.at < t + step) {
      newest = samples[i++]!;
      highest = Math.max(highest, newest.lag);
    }
    at.push(t / 1_000);
    lag.push(newest ? highest : null);
    rate.push(newest && newest.at > previous.at ? Math.max(0, ((newest.end - previous.end) * 1_000) / (newest.at - previous.at)) : null);
    if (newest) previous = newest;
  }
  return [at, rate, lag];
}
