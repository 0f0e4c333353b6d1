import type { Target, TargetSource } from '../model/target.ts';

const sources: Readonly<Record<TargetSource, string>> = {
  metrics: 'a metrics page',
  pprof: 'a pprof endpoint',
  process: 'a process of this machine',
  query: 'series of a metrics store',
};

/** What a target turned out to be, for people: where its figures come from, and where its profiles do. */
export function whatItIs({ source, profiles }: Target): string {
  // A pprof endpoint is where its own profiles are.
  if (source === 'pprof') return sources.pprof;
  const where = profiles === null ? 'without profiles' : `with profiles at ${profiles.url}`;
  return `${sources[source]}, ${where}`;
}
