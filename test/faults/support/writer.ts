import { createHash, randomBytes } from 'node:crypto';
import { writeSync } from 'node:fs';
import type { StoredIncident } from '../../../src/model/incident.ts';
import { openOwnStore } from '../../../src/store/open-own-store.ts';
import type { Store } from '../../../src/store/store.ts';
import { incident } from '../../support/snapshots.ts';
import { seeded } from './seeded.ts';

/**
 * A process that writes into a real store, one thing after the other, and says of each what is acknowledged: a line of
 * JSON on stdout, which is out before the next one begins. `node writer.ts PATH SEED FIRST_VERSION`; it goes on until
 * it is killed.
 */
const [path = '', seed = '1', first = '1'] = process.argv.slice(2);
const random = seeded(Number(seed));
const opened = await openOwnStore(path, { nowMs: Date.now, say: (text) => say({ text }) });
if (!opened.ok) {
  say({ failed: opened.reason });
  process.exit(2);
}
say({ ready: true });
for (let version = Number(first); ; version++) say(await writeOne(opened.value, version));

function say(what: object): void {
  writeSync(1, `${JSON.stringify(what)}\n`);
}

/** One write of a kind that chance chooses; resolves to what is acknowledged. */
async function writeOne(store: Store, version: number): Promise<object> {
  const key = `${Math.floor(random() * 8)}`;
  const kind = Math.floor(random() * 5);
  if (kind === 0) {
    // What no compression makes smaller: the log grows, and is emptied meanwhile.
    const most = random() < 0.2 ? 150_000 : 20_000;
    const filling = randomBytes(Math.floor(random() * most)).toString('base64');
    const state = { version, filling };
    const put = store.putWorkloads([{ workload: key, state }], Date.now());
    return { workload: key, version, ok: put.ok };
  }
  if (kind === 1) {
    const about = { workload: key, why: `${version}`, by: '', sinceMs: 1, untilMs: 2 };
    const put = await store.putSnoozes([{ id: 'only', ...about }]);
    return { snooze: 'only', version, ok: put.ok };
  }
  if (kind === 2) {
    const bytes = Buffer.alloc(1 + Math.floor(random() * 60_000), version % 251);
    const profile = {
      kind: 'heap',
      atMs: Date.now(),
      tookMs: 1,
      url: 'u',
      gc: true,
      bytes,
    } as const;
    const owner = { id: key, labels: { job: 'shop', instance: key } };
    const put = await store.putCapture(owner, profile, { role: 'baseline', lifeStartAtMs: 1 });
    const sum = createHash('sha256').update(bytes).digest('hex');
    return { capture: put.ok ? put.value.id : '', sum, ok: put.ok };
  }
  const told = `${version}`;
  const state = random() < 0.5 ? 'firing' : 'resolved';
  const one: StoredIncident = {
    ...incident({ id: key, state, workload: 'w'.repeat(Math.floor(random() * 20_000)) }),
    memory: { firedAtAgeMs: 1, told },
  };
  // As the engine does it: both in one turn.
  const [put] = await Promise.all([
    store.putIncident(one),
    store.putNotifications([
      { incident: key, receiver: told, status: state, state: 'owed', atMs: version },
      { incident: key, receiver: 'newest', status: state, state: 'owed', atMs: version },
    ]),
  ]);
  return { incident: key, version, ok: put.ok };
}
