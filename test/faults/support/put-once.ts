import { writeFileSync } from 'node:fs';
import { openOwnStore } from '../../../src/store/open-own-store.ts';
import { incident } from '../../support/snapshots.ts';

/**
 * A process that has a store at PATH, then makes the file SLOW, puts one incident and who is owed its news, as the engine
 * does, and says as JSON how that went, how long the news had to wait, and how late a timer of 10 ms was at the most.
 */
const [path = '', slow = ''] = process.argv.slice(2);
const opened = await openOwnStore(path, { nowMs: Date.now, say: () => undefined });
if (!opened.ok) throw new Error(opened.reason);
const store = opened.value;
// What a new log has to flush is over by then.
store.putWorkloads([{ workload: 'w', state: { version: 1 } }], Date.now());
let lateMs = 0;
let before = performance.now();
const timer = setInterval(() => {
  const now = performance.now();
  lateMs = Math.max(lateMs, now - before - 10);
  before = now;
}, 10);
await new Promise((resolve) => setTimeout(resolve, 100));
writeFileSync(slow, '');
[lateMs, before] = [0, performance.now()];
const beganMs = performance.now();
const owed = { incident: 'a', receiver: 'hook', status: 'firing', state: 'owed', atMs: 1 } as const;
void store.putIncident({
  ...incident({ id: 'a', state: 'firing' }),
  memory: { firedAtAgeMs: 1, told: '' },
});
const put = await store.putNotifications([owed]);
const tookMs = performance.now() - beganMs;
clearInterval(timer);
const reason = put.ok ? '' : put.reason;
console.log(
  JSON.stringify({ ok: put.ok, reason, tookMs: Math.round(tookMs), lateMs: Math.round(lateMs) }),
);
process.exit(0);
