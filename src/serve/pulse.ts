import type { Snapshot } from '../model/snapshot.ts';

/** How often the event loop shows that it turns. */
export const beatEveryMs = 1_000;

/** A loop that is later than that to show it is stalled: probes of orchestrators wait for seconds. */
const mostSilentMs = 15_000;

/**
 * A stall that is over is told for so long: a probe every ten seconds hears of it once, and three in a row, after
 * which an orchestrator kills, need another one.
 */
const tellStallForMs = 15_000;

/** No target has been polled for so many intervals, and at least a minute: nobody polls any more. */
const mostMissed = 3;
const leastPatienceMs = 60_000;

/**
 * Whether this process still does its work: its event loop turns, and targets are polled. Who is down counts as
 * polled: that one target, or all of them, do not answer is not our illness. Times are monotonic, in ms.
 */
export class Pulse {
  readonly #nowMs: () => number;
  #beatAtMs: number;
  #stall = { untilMs: Number.NEGATIVE_INFINITY, silentMs: 0 };
  #polledAtMs: number;
  /** Probes come by the hundred a second, and of a thousand targets each would look at all. */
  #polled: Polled = { of: [], count: 0, patienceMs: leastPatienceMs };

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
    this.#beatAtMs = nowMs();
    this.#polledAtMs = nowMs();
  }

  /** To be called every `beatEveryMs`. */
  beat(): void {
    const nowMs = this.#nowMs();
    const silentMs = nowMs - this.#beatAtMs;
    // Timers run before requests are answered: when a probe is heard at last, this has been called already.
    if (silentMs > mostSilentMs) this.#stall = { untilMs: nowMs + tellStallForMs, silentMs };
    this.#beatAtMs = nowMs;
  }

  /** A poll has come to an end, however. */
  polled(): void {
    this.#polledAtMs = this.#nowMs();
  }

  /** What is wrong: a sentence; null: nothing. */
  complaint({ targets }: Pick<Snapshot, 'targets'>): string | null {
    const nowMs = this.#nowMs();
    const { untilMs, silentMs: lastMs } = this.#stall;
    const silentMs = Math.max(nowMs - this.#beatAtMs, nowMs < untilMs ? lastMs : 0);
    if (silentMs > mostSilentMs) {
      return `the event loop has stood still for ${seconds(silentMs)}, longer than ${seconds(mostSilentMs)}`;
    }
    if (targets !== this.#polled.of) this.#polled = polledOf(targets);
    const { count, patienceMs } = this.#polled;
    if (count === 0) {
      // Whoever comes first has its whole time.
      this.#polledAtMs = nowMs;
      return null;
    }
    const unpolledMs = nowMs - this.#polledAtMs;
    if (unpolledMs <= patienceMs) return null;
    return `none of ${count} targets has been polled for ${seconds(unpolledMs)}, longer than ${seconds(patienceMs)}`;
  }
}

/** Targets that are polled here, how many, and how long the silence of all of them is borne. */
type Polled = {
  readonly of: Snapshot['targets'];
  readonly count: number;
  readonly patienceMs: number;
};

function polledOf(targets: Snapshot['targets']): Polled {
  let [count, shortestMs] = [0, Number.POSITIVE_INFINITY];
  for (const { target } of targets) {
    if (target.source === 'query') continue;
    count++;
    shortestMs = Math.min(shortestMs, target.scrapeIntervalMs + target.scrapeTimeoutMs);
  }
  return { of: targets, count, patienceMs: Math.max(leastPatienceMs, mostMissed * shortestMs) };
}

function seconds(ms: number): string {
  return `${Math.round(ms / 1000)} s`;
}
