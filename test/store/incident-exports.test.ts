import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { IncidentExports } from '../../src/store/incident-exports.ts';
import { incidentFile, incidentFolder } from '../../src/store/incidents.ts';
import { incident } from '../support/snapshots.ts';

const folder = mkdtempSync(join(tmpdir(), 'sawtooth-exports-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let made = 0;

function started() {
  const path = join(folder, `${made++}`);
  const said: string[] = [];
  return { path, said, exports: new IncidentExports(path, (sentence) => said.push(sentence)) };
}

const read = (path: string, id: string) => JSON.parse(readFileSync(incidentFile(path, id), 'utf8'));

/** Puts a file where the incident's folder would be. */
function block(path: string, id: string): void {
  mkdirSync(join(path, 'incidents'), { recursive: true });
  writeFileSync(incidentFolder(path, id), '');
}

test('one that cannot be written keeps no other from being written, and is written later', async () => {
  const { path, said, exports } = started();
  block(path, 'a');
  block(path, 'b');
  await Promise.all(['a', 'b', 'c'].map((id) => exports.put(incident({ id }))));
  await exports.put(incident({ id: 'd' }));
  await exports.retry();
  expect(read(path, 'c')).toEqual(incident({ id: 'c' }));
  expect(read(path, 'd')).toEqual(incident({ id: 'd' }));
  expect(said).toEqual([expect.stringMatching(/^could not store .*So it was with 1 more\.$/)]);
  rmSync(incidentFolder(path, 'a'));
  await exports.retry();
  expect(read(path, 'a')).toEqual(incident({ id: 'a' }));
  expect(said).toHaveLength(1);
});

test('what changes while it is written is there in its newest state when it resolves', async () => {
  const { path, exports } = started();
  const states = [1, 2, 3].map((activeAtMs) => incident({ id: 'a', activeAtMs }));
  await Promise.all([...states, incident({ id: 'b' })].map((one) => exports.put(one)));
  expect(read(path, 'a').activeAtMs).toBe(3);
  expect(read(path, 'b')).toEqual(incident({ id: 'b' }));
});

test('one that is forgotten while it is written does not come back', async () => {
  const { path, exports } = started();
  const put = exports.put(incident({ id: 'a' }));
  await exports.forget('a');
  rmSync(incidentFolder(path, 'a'), { recursive: true, force: true });
  await put;
  expect(existsSync(incidentFolder(path, 'a'))).toBe(false);
});

test('one that is forgotten before its next try is not tried again', async () => {
  const { path, exports } = started();
  block(path, 'a');
  await exports.put(incident({ id: 'a' }));
  await exports.forget('a');
  rmSync(incidentFolder(path, 'a'));
  await exports.retry();
  expect(existsSync(incidentFolder(path, 'a'))).toBe(false);
});
