import { afterEach, describe, expect, test } from 'vitest';
import * as snooze from '../../src/cli/snooze.ts';
import { success } from '../../src/model/result.ts';
import { createApp } from '../../src/serve/create-app.ts';
import { type Listening, listen } from '../../src/serve/listen.ts';
import { createMetrics } from '../../src/serve/metrics.ts';
import { fakeControl } from '../support/fake-control.ts';
import { sawtoothTarget, snapshot } from '../support/snapshots.ts';
import { runIn } from './fake-io.ts';

const open: Listening[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map(({ close }) => close()));
});

/** A server as `serve` has it, over an engine that only remembers. */
async function server() {
  const { control, snoozes } = fakeControl();
  const app = createApp({
    failed: () => undefined,
    snapshot: () => ({ ...snapshot([sawtoothTarget()]), snoozes }),
    subscribe: () => () => undefined,
    readCapture: async () => success(new Uint8Array()),
    metrics: createMetrics('1'),
    reload: null,
    control,
    signal: new AbortController().signal,
  });
  const listening = await listen(app, { host: '127.0.0.1', port: 0 });
  if (!listening.ok) throw new Error(listening.reason);
  open.push(listening.value);
  const { url } = listening.value;
  const run = (...args: string[]) =>
    runIn('/tmp', snooze, [...args, '--url', url], { env: { USER: 'ops' } });
  return { run, snoozes };
}

test('a workload is snoozed, listed, and woken', async () => {
  const { run, snoozes } = await server();
  const made = await run('goleaky', '--for', '8h', '--why', 'the import runs');
  expect(made).toMatchObject({ code: 0, err: '' });
  expect(made.out).toMatch(/goleaky +2026-11-23T04:15:03Z +ops +the import runs/);
  expect(snoozes).toMatchObject([{ workload: 'goleaky', by: 'ops' }]);
  const listed = await run('--list', '--json');
  expect(JSON.parse(listed.out)).toMatchObject({ workload: 'goleaky', why: 'the import runs' });
  expect((await run('goleaky', '--end')).out).toBe('goleaky is not snoozed any more.\n');
  expect((await run('--list')).out).toBe('Nothing is snoozed.\n');
});

test('one that nobody knows is snoozed with a warning', async () => {
  const { run } = await server();
  const made = await run('goleeky', '--for', '8h', '--why', 'x');
  expect(made.code).toBe(0);
  expect(made.err).toContain('did you mean goleaky?');
});

describe('what cannot be', () => {
  test.each<[string, string[], RegExp]>([
    ['no workload', [], /which workload/],
    ['neither', ['goleaky'], /needs --for 8h and --why TEXT/],
    ['an end with a length', ['goleaky', '--end', '--for', '8h'], /--end goes without --for/],
    ['a list of one', ['goleaky', '--list'], /--list goes without goleaky/],
    ['no time', ['goleaky', '--why', 'x'], /needs --for/],
    ['no reason', ['goleaky', '--for', '8h'], /needs --why/],
    ['a time that is none', ['goleaky', '--for', '1.5h', '--why', 'x'], /for: /],
    ['an end of none', ['goleaky', '--end'], /is not snoozed/],
  ])('%s', async (_name, args, said) => {
    const { run, snoozes } = await server();
    expect(await run(...args)).toMatchObject({ code: 2, err: expect.stringMatching(said) });
    expect(snoozes).toEqual([]);
  });

  test('nobody listens there', async () => {
    const told = await runIn('/tmp', snooze, ['--list', '--url', 'http://127.0.0.1:1']);
    expect(told).toMatchObject({
      code: 2,
      err: expect.stringContaining('Is sawtooth serve running'),
    });
  });
});
