import type { Hono } from 'hono';
import type { DiscoveryState } from '../model/discovery.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { noStore } from './envelope.ts';

type HealthDeps = {
  readonly snapshot: () => Snapshot;
  readonly discovery?: () => DiscoveryState;
  /** What is wrong with this process: a sentence; null: nothing. Absent: nobody looks. */
  readonly complaint?: () => string | null;
};

/**
 * `/-/healthy`: whether a restart would help (503: it would); `/-/ready`: whether what is shown is whole.
 * Both in plain text, as Prometheus has them.
 */
export function addHealthRoutes(app: Hono, deps: HealthDeps): void {
  app.get('/-/healthy', (c) => {
    const complaint = deps.complaint?.() ?? null;
    return complaint === null
      ? c.text('sawtooth is healthy.\n', 200, noStore)
      : c.text(`sawtooth is not healthy: ${complaint}.\n`, 503, noStore);
  });
  app.get('/-/ready', (c) => {
    const missing = missingOf(deps.snapshot(), deps.discovery?.());
    return missing === null
      ? c.text('sawtooth is ready.\n', 200, noStore)
      : c.text(`${missing}\n`, 503, noStore);
  });
}

/** What is not there yet: before, a figure would be empty, or of a part. */
function missingOf(
  { targets, feeds = [] }: Snapshot,
  discovery: DiscoveryState | undefined,
): string | null {
  if (discovery?.isSettled === false) return 'Targets are still being looked for.';
  const reading = feeds.find(({ health }) => health === 'unknown');
  if (reading !== undefined) return `The past of ${reading.name} is still being read.`;
  const asked = targets.length === 0 || targets.some(({ health }) => health !== 'unknown');
  return asked ? null : 'No target has been asked yet.';
}
