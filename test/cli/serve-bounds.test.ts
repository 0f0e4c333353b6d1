import { expect, test } from 'vitest';
import { serveBounds } from '../../src/cli/serve-bounds.ts';

const rest = { streams: 3, readers: 4, connections: 7 };
const notifier = {
  waiting: () => [
    { receiver: 'a', length: 2 },
    { receiver: 'b', length: 9 },
  ],
};

function figures(uploads: number | null) {
  const bookLog = () => ({ bytes: 6, limit: 100 });
  const wired = { notifier, bookLog, uploads: () => uploads } as unknown as Parameters<
    typeof serveBounds
  >[1];
  const bounds = serveBounds({ capturing: 1 }, wired, rest);
  return Object.fromEntries(bounds.map(({ name, now, limit }) => [name, [now, limit]]));
}

test('how near each limit is', () => {
  expect(figures(null)).toEqual({
    storage_log_bytes: [6, 100],
    captures_waiting: [1, 256],
    event_streams: [3, 100],
    page_readers: [4, 200],
    http_connections: [7, 512],
    longest_notification_queue: [9, 10_000],
  });
});

test('with a bucket, also what has not reached it yet', () => {
  expect(figures(5)).toMatchObject({ uploads_waiting: [5, 20_000] });
});
