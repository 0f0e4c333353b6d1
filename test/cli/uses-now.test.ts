import { expect, test } from 'vitest';
import { usesNow } from '../../src/cli/uses-now.ts';
import { capture, incident, snapshot, target } from '../support/snapshots.ts';

const counts = { streams: 3, readers: 4, connections: 7, logLines: 5 };
const many = Array.from({ length: 8 }, (_, i) => capture(target('w', 'a:1'), 'incident', i));
const engine = {
  capturing: 1,
  overview: () => snapshot([], { incidents: [incident(), incident({ captures: many })] }),
};
const notifier = {
  waiting: () => [
    { receiver: 'a', length: 2 },
    { receiver: 'b', length: 9 },
  ],
};

function figures(uploads: number | null) {
  const wired = {
    notifier,
    bookLog: () => ({ bytes: 6, limit: 100 }),
    unwritten: () => ({ records: 11, exports: 12 }),
    uploads: () => uploads,
  } as unknown as Parameters<typeof usesNow>[1];
  return Object.fromEntries(usesNow(engine, wired, counts).map(({ limit, used }) => [limit, used]));
}

test('how much is used of what can be asked for', () => {
  expect(figures(null)).toEqual({
    captures_waiting: 1,
    captures_of_incident: 8,
    event_streams: 3,
    page_readers: 4,
    connections: 7,
    log_lines_remembered: 5,
    notifications_waiting: 9,
    book_log_bytes: 6,
    records_waiting: 11,
    exports_waiting: 12,
    uploads_waiting: 0,
  });
});

test('with a bucket, also what has not reached it yet', () => {
  expect(figures(5)).toMatchObject({ uploads_waiting: 5 });
});

test('before the store is open the server says what it knows', () => {
  expect(usesNow(engine, null, counts)).toHaveLength(6);
});
