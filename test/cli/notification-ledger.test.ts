import { expect, test } from 'vitest';
import { notificationLedger } from '../../src/cli/notification-ledger.ts';
import type { NotificationRecord } from '../../src/model/notification.ts';
import type { Alert, AlertStatus } from '../../src/model/receiver.ts';
import { success } from '../../src/model/result.ts';
import { incident } from '../support/snapshots.ts';

function bookOf(...left: NotificationRecord[]) {
  const records = new Map(left.map((one) => [`${one.incident} ${one.receiver}`, one]));
  return {
    listNotifications: () => success([...records.values()]),
    putNotifications: async (put: readonly NotificationRecord[]) => {
      for (const one of put) records.set(`${one.incident} ${one.receiver}`, one);
      return success(undefined);
    },
  };
}

const alert = (status: AlertStatus): Alert => {
  return { incident: incident({ id: 'i', state: status }), status };
};
const told = { incident: 'i', receiver: 'a', status: 'firing', state: 'told', atMs: 1 } as const;

test('what an earlier process owed is known by incident, what it told is not', () => {
  const ledger = notificationLedger(
    bookOf(told, { ...told, receiver: 'b', state: 'owed' }),
    () => 5,
  );
  expect([...ledger.incidents()]).toEqual(['i']);
  expect([...ledger.owed('i')]).toEqual(['b']);
  expect([...ledger.owed('other')]).toEqual([]);
});

test('that older news was taken settles nothing of the newer', async () => {
  const book = bookOf();
  const ledger = notificationLedger(book, () => 5);
  const [firing, resolved] = [alert('firing'), alert('resolved')];
  await ledger.owe(firing, ['a', 'b']);
  await ledger.owe(resolved, ['a', 'b']);
  ledger.settle(firing, 'a', 'told');
  ledger.settle(resolved, 'b', 'told');
  expect(book.listNotifications()).toEqual(
    success([
      { ...told, receiver: 'a', status: 'resolved', state: 'owed', atMs: 5 },
      { ...told, receiver: 'b', status: 'resolved', state: 'told', atMs: 5 },
    ]),
  );
});

test.each(['told', 'refused'] as const)(
  'what an earlier process owed is settled once it is %s',
  (how) => {
    const book = bookOf({ ...told, state: 'owed' });
    const ledger = notificationLedger(book, () => 5);
    ledger.settle(alert('firing'), 'a', how);
    ledger.settle(alert('firing'), 'b', how);
    expect(book.listNotifications()).toEqual(success([{ ...told, state: how, atMs: 5 }]));
    expect([...notificationLedger(book, () => 6).incidents()]).toEqual([]);
  },
);

test('what is owed now is known with since when, until it is settled', async () => {
  let nowMs = 5;
  const ledger = notificationLedger(bookOf({ ...told, receiver: 'b', state: 'owed' }), () => nowMs);
  await ledger.owe(alert('firing'), ['a', 'b']);
  const waits = { ...told, state: 'owed' } as const;
  expect(ledger.owing()).toEqual([
    { ...waits, receiver: 'b' },
    { ...waits, receiver: 'a', atMs: 5 },
  ]);
  // Newer figures of the same alert: it has been waiting all the while.
  nowMs = 9;
  const newer = alert('firing');
  await ledger.owe(newer, ['a', 'b']);
  expect(ledger.owing()[1]?.atMs).toBe(5);
  ledger.settle(newer, 'a', 'told');
  ledger.settle(newer, 'b', 'refused');
  expect(ledger.owing()).toEqual([]);
});

test('who is owed news that an alert is not for is owed it no more', async () => {
  const book = bookOf({ ...told, receiver: 'b', state: 'owed' });
  const ledger = notificationLedger(book, () => 5);
  await ledger.owe(alert('firing'), ['a', 'c']);
  expect([...ledger.owed('i')]).toEqual(['a', 'c']);
  await ledger.owe(alert('resolved'), ['a']);
  expect([...ledger.owed('i')]).toEqual(['a']);
  expect(book.listNotifications()).toEqual(
    success([
      { ...told, receiver: 'b', state: 'refused', atMs: 5 },
      { ...told, receiver: 'a', status: 'resolved', state: 'owed', atMs: 5 },
      { ...told, receiver: 'c', status: 'resolved', state: 'refused', atMs: 5 },
    ]),
  );
  await ledger.owe(alert('resolved'), []);
  expect(ledger.owing()).toEqual([]);
});
