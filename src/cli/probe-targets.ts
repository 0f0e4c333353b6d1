import { joinTargets, type Probed } from '../discover/join-targets.ts';
import { parseTargetArgument, type TargetDefaults } from '../discover/parse-target-argument.ts';
import { servesProfiles } from '../discover/serves-profiles.ts';
import type { Target } from '../model/target.ts';
import { scrapeTarget } from '../scrape/scrape-target.ts';
import { UsageError } from './command.ts';

/**
 * What the TARGETs of the command line mean: each is asked once, in each way that it can be meant. One
 * that answers to none stays as the likeliest, and the engine will say why it is down. A metrics page and
 * a pprof endpoint of one process become one target.
 */
export async function probeTargets(
  args: readonly string[],
  defaults: TargetDefaults,
  signal: AbortSignal,
): Promise<readonly Target[]> {
  const candidates = args.map((argument) => {
    const parsed = parseTargetArgument(argument, defaults);
    if (!parsed.ok) throw new UsageError(parsed.reason);
    return parsed.value;
  });
  const found = await Promise.all(candidates.map((targets) => probe(targets, signal)));
  const answered = joinTargets(found.flatMap(({ probed }) => (probed === null ? [] : [probed])));
  const silent = found.flatMap(({ probed, likeliest }) => (probed === null ? [likeliest] : []));
  const byId = new Map([...answered, ...silent].map((target) => [target.id, target]));
  return [...byId.values()];
}

async function probe(
  candidates: readonly Target[],
  signal: AbortSignal,
): Promise<{ probed: Probed | null; likeliest: Target }> {
  for (const candidate of candidates) {
    const reading = await scrapeTarget(candidate, { nowMs: Date.now(), signal });
    if (!reading.ok) continue;
    const target = await withServedProfiles(candidate, signal);
    return { probed: { target, reading: reading.value }, likeliest: target };
  }
  const [likeliest] = candidates;
  if (likeliest === undefined) throw new Error('a target argument has at least one meaning');
  return { probed: null, likeliest };
}

/** A metrics page is supposed to have profiles beside it; where it has none, nobody asks again and again. */
async function withServedProfiles(target: Target, signal: AbortSignal): Promise<Target> {
  const { profiles, source, scrapeTimeoutMs } = target;
  if (source !== 'metrics' || profiles === null) return target;
  const served = await servesProfiles(profiles, { deadlineMs: scrapeTimeoutMs, signal });
  return served ? target : { ...target, profiles: null };
}
