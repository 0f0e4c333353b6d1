import { expect, test } from 'vitest';
import type { Alert, AlertStatus } from '../../src/model/receiver.ts';
import type { Attempt } from '../../src/notify/attempt.ts';
import { ReceiverQueue } from '../../src/notify/receiver-queue.ts';
import { incident } from '../support/snapshots.ts';

const quick = { retries: 50, minDelayMs: 1, maxDelayMs: 2, totalMs: 30_000 };
const arrived: Attempt = { kind: 'arrived' };
const down: Attempt = { kind: 'failed', reason: 'down', final: false, retryAfterMs: null };
const refused: Attempt = { kind: 'failed', reason: 'refused', final: true, retryAfterMs: null };

function alert(id: string, status: AlertStatus = 'firing'): Alert {
  return { incident: incident({ id }), status };
}

/** A queue, what it has sent, and the answers that its receiver is to give: one an attempt. */
function queueOf(answer: () => Attempt | Promise<Attempt>, mostWaiting = 100) {
  const sent: string[] = [];
  const queue = new ReceiverQueue({
    send: async ({ incident: { id }, status }) => {
      sent.push(`${id} ${status}`);
      return answer();
    },
    retry: () => quick,
    atOnce: 1,
    mostWaiting,
  });
  const stop = new AbortController();
  return { queue, sent, stop, offer: (one: Alert) => queue.offer(one, stop.signal) };
}

test('alerts of a receiver go out in their order', async () => {
  const { queue, sent, offer } = queueOf(() => arrived);
  const outcomes = await Promise.all(['a', 'b', 'c'].map((id) => offer(alert(id))));
  expect(sent).toEqual(['a firing', 'b firing', 'c firing']);
  expect(outcomes.map((one) => one?.ok)).toEqual([true, true, true]);
  expect(queue.length).toBe(0);
});

test('of one that waits only the newest state is sent, in the place of the first', async () => {
  const gate = Promise.withResolvers<Attempt>();
  const { queue, sent, offer } = queueOf(() => gate.promise);
  const first = offer(alert('a'));
  const older = offer(alert('b'));
  const other = offer(alert('c'));
  const newer = offer(alert('b', 'resolved'));
  expect(queue.length).toBe(3);
  expect(await older).toBeNull();
  gate.resolve(arrived);
  await Promise.all([first, newer, other]);
  expect(sent).toEqual(['a firing', 'b resolved', 'c firing']);
});

test('a newer state takes over from one whose attempts go on', async () => {
  let isDown = true;
  const { sent, offer } = queueOf(() => (isDown ? down : arrived));
  const older = offer(alert('a'));
  await new Promise((resolve) => setTimeout(resolve, 20));
  const newer = offer(alert('a', 'resolved'));
  expect(await older).toBeNull();
  isDown = false;
  expect((await newer)?.ok).toBe(true);
  const turn = sent.indexOf('a resolved');
  expect(sent.slice(turn)).not.toContain('a firing');
});

test('a newer state that comes during the last attempt is sent too', async () => {
  const gate = Promise.withResolvers<Attempt>();
  const answers = [gate.promise, arrived];
  const { sent, offer } = queueOf(() => answers.shift() ?? arrived);
  const older = offer(alert('a'));
  const newer = offer(alert('a', 'resolved'));
  gate.resolve(arrived);
  expect((await older)?.ok).toBe(true);
  expect((await newer)?.ok).toBe(true);
  expect(sent).toEqual(['a firing', 'a resolved']);
});

test('one that is refused keeps nobody waiting', async () => {
  const answers = [refused, arrived];
  const { offer } = queueOf(() => answers.shift() ?? arrived);
  const [a, b] = await Promise.all([offer(alert('a')), offer(alert('b'))]);
  expect(a).toMatchObject({ ok: false, reason: 'refused (after 1 attempt)' });
  expect(b?.ok).toBe(true);
});

test('one that cannot be written is a failure, and keeps nobody waiting', async () => {
  let isBroken = true;
  const { queue, sent, offer } = queueOf(() => {
    if (isBroken) throw new TypeError("Cannot read properties of undefined (reading 'x')");
    return arrived;
  });
  const [a, b] = await Promise.all([offer(alert('a')), offer(alert('b'))]);
  for (const one of [a, b]) {
    expect(one).toMatchObject({ ok: false, reason: expect.stringContaining("(reading 'x')") });
  }
  // It would end the same in a second: others wait for no retries of it.
  expect(sent).toEqual(['a firing', 'b firing']);
  expect(queue.length).toBe(0);
  isBroken = false;
  expect((await offer(alert('a')))?.ok).toBe(true);
});

test('it holds so many and no more: the one that waited longest is dropped, and it is said', async () => {
  const gate = Promise.withResolvers<Attempt>();
  const { queue, offer } = queueOf(() => gate.promise, 2);
  const outcomes = ['a', 'b', 'c', 'd'].map((id) => offer(alert(id)));
  expect(queue.length).toBe(3);
  expect(await outcomes[1]).toMatchObject({
    ok: false,
    reason: expect.stringContaining('dropped'),
  });
  gate.resolve(arrived);
  expect((await Promise.all(outcomes)).filter((one) => one?.ok)).toHaveLength(3);
});

test('a stop ends what goes on', async () => {
  const { queue, stop, offer } = queueOf(() => down);
  const waiting = [offer(alert('a')), offer(alert('b'))];
  stop.abort();
  for (const one of await Promise.all(waiting)) expect(one?.ok).toBe(false);
  expect(queue.length).toBe(0);
});
