import { lookup } from 'node:dns/promises';
import { writeFileSync } from 'node:fs';
import { widenPool } from '../../../src/cli/widen-pool.ts';

/**
 * A process that has a store at PATH, then makes the file SLOW, writes all that a running one may write at once, and says
 * as JSON how long a name took to be looked up beside it.
 */
const [path = '', slow = ''] = process.argv.slice(2);
widenPool();
const { openOwnStore } = await import('../../../src/store/open-own-store.ts');
const { limits } = await import('../../../src/model/limits.ts');
const { incident } = await import('../../support/snapshots.ts');
const opened = await openOwnStore(path, { nowMs: Date.now, say: () => undefined });
if (!opened.ok) throw new Error(opened.reason);
const store = opened.value;
writeFileSync(slow, '');
for (let i = 0; i < limits.captures_in_flight.most; i++) {
  const bytes = Buffer.alloc(1000, 1);
  const owner = { id: `${i}`, labels: { job: 'shop', instance: `${i}` } };
  const profile = { kind: 'heap', atMs: Date.now(), tookMs: 1, url: 'u', gc: true, bytes } as const;
  void store.putCapture(owner, profile, { role: 'baseline', lifeStartAtMs: 1 });
}
const memory = { firedAtAgeMs: 1, told: '' };
void store.putIncident({ ...incident({ id: 'a', state: 'firing' }), memory });
void store.look();
await new Promise((resolve) => setTimeout(resolve, 500));
const beganMs = performance.now();
await lookup('localhost');
console.log(JSON.stringify({ lookedUpInMs: Math.round(performance.now() - beganMs) }));
process.kill(process.pid, 'SIGKILL');
