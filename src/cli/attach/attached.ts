import { setTimeout as delay } from 'node:timers/promises';
import type { Result } from '../../model/result.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { formatDuration } from '../../render/format-duration.ts';
import type { EventLog } from '../event-log.ts';
import type { KnownSnapshot } from './join-answer.ts';
import { fetchSnapshot, followEvents, type Served } from './serve-client.ts';

/** As often as what is watched changes. */
const pollMs = 1_000;
/** How long it waits after a failure, at first and at most. */
const backOffMs = { least: 1_000, most: 15_000 };
/** A picture that is older than this is behind. */
const staleMs = 4_000;

/** The picture of a running `serve`, kept up to date until its signal is aborted. */
export class Attached {
  readonly #served: Served;
  readonly #log: EventLog;
  #known: KnownSnapshot;
  /** Of the newest event; before the first what is known of the past is wanted too. */
  #toldUntilMs = 0;
  #freshAtMs = Date.now();
  #why: string | null = null;
  /** The target that is looked at closely. */
  closeId: string | null = null;

  private constructor(served: Served, log: EventLog, known: KnownSnapshot) {
    this.#served = served;
    this.#log = log;
    this.#known = known;
  }

  /** Fails when the first picture cannot be had. */
  static async open(served: Served, log: EventLog): Promise<Result<Attached>> {
    const first = await fetchSnapshot(served, null);
    return first.ok ? { ok: true, value: new Attached(served, log, first.value) } : first;
  }

  get snapshot(): Snapshot {
    return this.#known.snapshot;
  }

  /** What keeps it from being up to date; null when nothing does. */
  get behind(): string | null {
    const age = Date.now() - this.#freshAtMs;
    if (age < staleMs) return null;
    const since = formatDuration(Math.round(age / 1000));
    return `${since} behind: ${this.#why ?? 'no answer yet'}; trying again`;
  }

  /** Both loops, until the signal is aborted. */
  async run(): Promise<void> {
    await Promise.all([
      this.#again(async () => {
        const read = await fetchSnapshot(this.#served, this.closeId, this.#known);
        if (!read.ok) return read.reason;
        this.#known = read.value;
        this.#freshAtMs = Date.now();
        this.#why = null;
        return null;
      }),
      this.#again(async () => {
        const ended = await followEvents(this.#served, this.#toldUntilMs, (event) => {
          this.#toldUntilMs = Math.max(this.#toldUntilMs, event.atMs);
          this.#log.add(event);
        });
        return ended.ok ? null : ended.reason;
      }),
    ]);
  }

  /** Once a second, and after failures more and more seldom. */
  async #again(step: () => Promise<string | null>): Promise<void> {
    const { signal } = this.#served;
    let waitMs = backOffMs.least;
    while (!signal.aborted) {
      const problem = await step();
      if (problem !== null) this.#why = problem;
      waitMs = problem === null ? pollMs : Math.min(backOffMs.most, waitMs * 2);
      await delay(waitMs, undefined, { signal }).catch(() => undefined);
    }
  }
}
