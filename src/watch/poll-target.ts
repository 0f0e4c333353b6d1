import type { Reading } from '../model/reading.ts';
import type { Deps } from './deps.ts';
import type { TargetState } from './target-state.ts';
import { whatItIs } from './what-it-is.ts';

type Poll = {
  readonly deps: Deps;
  readonly signal: AbortSignal;
  /** How many targets there are: a few start at once, many are spread over the interval. */
  readonly among: number;
  readonly up: (what: string) => void;
  readonly down: (reason: string) => void;
  /** Told once while it lasts: what of the target gives nothing. */
  readonly lacks: (reason: string) => void;
  readonly reading: (reading: Reading) => void;
};

/** A page that fails so often in a row is not just starting, or slow for once. */
const faultsUntilSaid = 4;

/** Up to this many targets are asked at once at the start, so that a screen fills at once. */
const askedAtOnce = 20;

/**
 * Asks one target again and again until `signal` is aborted: one scrape in flight, the next one an
 * interval after the last began, or at once when `state.wake` is called. A failure makes it `down` with a sentence and changes nothing else.
 */
export async function pollTarget(state: TargetState, poll: Poll): Promise<void> {
  const { deps, signal } = poll;
  await deps.sleep(firstWaitMs(state, poll.among), signal);
  while (!signal.aborted) {
    const startedAtMs = deps.nowMs();
    await scrapeOnce(state, poll);
    const { scrapeIntervalMs } = state.target;
    // The clock may jump while a scrape is under way: never wait longer than an interval.
    const tookMs = Math.min(Math.max(0, deps.nowMs() - startedAtMs), scrapeIntervalMs);
    const woken = new AbortController();
    state.wake = () => woken.abort();
    await deps.sleep(scrapeIntervalMs - tookMs, AbortSignal.any([signal, woken.signal]));
  }
}

async function scrapeOnce(state: TargetState, poll: Poll): Promise<void> {
  const { deps, signal } = poll;
  const result = await deps.scrape(state.target, signal);
  if (signal.aborted) return;
  state.lastScrapeAtMs = deps.nowMs();
  if (!result.ok) {
    const isNews = state.health !== 'down' || state.lastError !== result.reason;
    state.health = 'down';
    state.lastError = result.reason;
    state.downSinceMs ??= state.lastScrapeAtMs;
    if (isNews) poll.down(result.reason);
    return;
  }
  const wasUp = state.health === 'up';
  state.health = 'up';
  state.downSinceMs = null;
  if (!wasUp) poll.up(whatItIs(state.target));
  notePage(state, result.value, poll);
  poll.reading(result.value);
}

/** A process is up by what the kernel says of it; that its own page says nothing is said beside that. */
function notePage(state: TargetState, { pageFault }: Reading, poll: Poll): void {
  state.pageFaults = pageFault === undefined ? 0 : state.pageFaults + 1;
  state.lastError = state.pageFaults < faultsUntilSaid ? null : (pageFault ?? null);
  if (pageFault !== undefined && state.pageFaults === faultsUntilSaid) {
    poll.lacks(`it is watched without the figures of its own page: ${pageFault}`);
  }
}

/** A part of the interval that a target keeps over restarts: from its id, which is a hash. */
function firstWaitMs({ target }: TargetState, among: number): number {
  if (among <= askedAtOnce) return 0;
  const share = Number.parseInt(target.id.slice(0, 8), 16) / 2 ** 32;
  return Number.isFinite(share) ? share * target.scrapeIntervalMs : 0;
}
