import { setImmediate as turn } from 'node:timers/promises';
import { type Result, success } from '../../model/result.ts';
import type { FoundWorkloads } from './find-workloads.ts';

/** How a start looks around. */
export type StartSearch = {
  readonly nowMs: number;
  /** Who had a sample lately, and who is looked for where nothing is known. */
  readonly lookbackMs: number;
  readonly backfillMs: number;
  readonly find: (fromMs: number) => Promise<Result<FoundWorkloads>>;
  /** Up to when a workload was read by an earlier process; null: nothing is known of it. */
  readonly recall: (workload: string) => number | null;
};

/** What is recalled is read and unpacked at once: others get a turn so often. */
const sliceMs = 20;

/**
 * The workloads at a start: those that an earlier process has read with the series that there were since, as it would
 * have seen them, and the others with those of all the past. Where everything that is there now is known, and was read
 * a moment ago, the past is not searched at all.
 */
export async function findAtStart(search: StartSearch): Promise<Result<FoundWorkloads>> {
  const { nowMs, lookbackMs, backfillMs, find } = search;
  const lately = await find(nowMs - lookbackMs);
  if (!lately.ok) return lately;
  const known = new Map<string, number | null>();
  await recallAll(lately.value, known, search);
  const isAllKnown = known.size > 0 && ![...known.values()].includes(null);
  const whole = isAllKnown ? null : await find(nowMs - Math.max(backfillMs, lookbackMs));
  if (whole?.ok === false) return whole;
  if (whole !== null) await recallAll(whole.value, known, search);
  const readMs = [...known.values()].filter((each) => each !== null);
  const oldestMs = readMs.reduce((least, each) => Math.min(least, each), nowMs);
  const since = oldestMs < nowMs - lookbackMs ? await find(oldestMs - lookbackMs) : lately;
  if (!since.ok) return since;
  // Who was read lately and died meanwhile.
  await recallAll(since.value, known, search);
  if (whole === null) return since;
  const isRead = ({ name }: { readonly name: string }) => (known.get(name) ?? null) !== null;
  const read = since.value.workloads.filter(isRead);
  const others = whole.value.workloads.filter((one) => !isRead(one));
  const workloads = [...read, ...others].sort((a, b) => (a.name < b.name ? -1 : 1));
  return success({ ...whole.value, workloads });
}

/** Asks for those that have not been asked for; writes down up to when each was read. */
async function recallAll(
  found: FoundWorkloads,
  known: Map<string, number | null>,
  { recall }: StartSearch,
): Promise<void> {
  let sinceMs = performance.now();
  for (const { name } of found.workloads) {
    if (known.has(name)) continue;
    known.set(name, recall(name));
    if (performance.now() - sinceMs <= sliceMs) continue;
    await turn();
    sinceMs = performance.now();
  }
}
