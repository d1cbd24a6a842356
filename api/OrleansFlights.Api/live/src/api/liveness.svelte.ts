import { AnswerError, ask, watch } from './client';
import { PipelineHistory, WatchPipeline, type WatchPipelineSubscription } from './generated';

/** The pipeline as the gateway tells it once a second. */
export type Pipeline = WatchPipelineSubscription['pipeline'];

/** What the page may say about its numbers: they come, they stopped coming, none came yet. */
export type Liveness = 'connecting' | 'live' | 'stale';

const staleAfter = 2_200;
const lookEvery = 250;
const historySeconds = 3_600;
const ownSeconds = 600;

/** The pipeline at one moment, for its history. */
export type Sample = { at: number; end: number; watermark: number; lag: number; deadLetters: number };

/**
 * The page's heartbeat: the pipeline comes once a second whether flights do or not, through gateway and grains. When it stays away for longer
 * than that, every number on the page is old, and the page says since when.
 */
class Heartbeat {
  status = $state<Liveness>('connecting');
  /** When the last news came, in milliseconds since 1970. */
  heard = $state(0);
  /** Now, four times a second while stale, so that durations count up. */
  now = $state(Date.now());
  pipeline = $state.raw<Pipeline | null>(null);
  /** The pipeline as this page saw it, once a second, some minutes back. */
  history = $state.raw<readonly Sample[]>([]);
  /** The pipeline as the gateway saw it, every few seconds, an hour back; empty until somebody asks. */
  lastHour = $state.raw<readonly Sample[]>([]);
  /** When the number of events last grew, in milliseconds since 1970. */
  moved = $state(0);

  /** When the last news came, or the page was opened, by the clock that nobody sets: the clock on the wall may step back. */
  #quietSince = performance.now();
  #lastEnd = -1;

  start() {
    watch(WatchPipeline, {}, ({ pipeline }) => this.#hear(pipeline));
    setInterval(() => this.#look(), lookEvery);
    document.addEventListener('visibilitychange', () => this.#look());
    window.addEventListener('offline', () => this.#look());
  }

  /** Records per second over the last seconds. */
  get rate(): number | null {
    const last = this.history.at(-1);
    const first = this.history.findLast((s) => last !== undefined && last.at - s.at >= 5_000) ?? this.history[0];
    if (!last || !first || last.at - first.at < 900) return null;
    return Math.max(0, ((last.end - first.end) * 1_000) / (last.at - first.at));
  }

  /** Reads the last hour from the gateway. */
  async readHistory() {
    try {
      const { pipelineHistory } = await ask(PipelineHistory, {});
      this.lastHour = pipelineHistory
        .map((s) => ({ at: Date.parse(s.at), end: s.endOffset, watermark: s.watermark, lag: s.lag, deadLetters: s.deadLetters }))
        .filter((s) => Date.now() - s.at < historySeconds * 1_000);
    } catch (error) {
      // The chart goes on with what this page sees itself, and asks again.
      if (!(error instanceof AnswerError)) throw error;
    }
  }

  #hear(pipeline: Pipeline) {
    const at = Date.now();
    const sum = (of: (p: Pipeline['partitions'][number]) => number) => pipeline.partitions.reduce((total, p) => total + of(p), 0);
    const sample = { at, end: sum((p) => p.endOffset), watermark: sum((p) => p.watermark), lag: sum((p) => p.lag), deadLetters: pipeline.deadLetters };
    if (sample.end !== this.#lastEnd) this.moved = at;
    this.#lastEnd = sample.end;
    this.pipeline = pipeline;
    this.history = [...this.history.filter((s) => at - s.at < ownSeconds * 1_000), sample];
    this.heard = at;
    this.#quietSince = performance.now();
    this.#look();
  }

  #look() {
    const silent = performance.now() - this.#quietSince;
    const status = silent > staleAfter ? 'stale' : this.heard ? 'live' : 'connecting';
    if (status !== 'live') this.now = Date.now();
    if (status === this.status && document.documentElement.dataset.live) return;
    this.status = status;
    document.documentElement.dataset.live = status;
  }
}

/** The page's heartbeat. */
export const heartbeat = new Heartbeat();
