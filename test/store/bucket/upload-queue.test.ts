import { expect, test } from 'vitest';
import { failure, success } from '../../../src/model/result.ts';
import { refusedForGood } from '../../../src/store/bucket/explain-bucket.ts';
import { UploadQueue } from '../../../src/store/bucket/upload-queue.ts';

/** A queue whose pauses pass at once and are remembered. `refuses` says why an upload fails, or nothing. */
function start(refuses: (path: string, nth: number) => string | null) {
  const [tried, pauses, said]: [string[], number[], string[]] = [[], [], []];
  const queue = new UploadQueue({
    upload: async (path) => {
      tried.push(path);
      await Promise.resolve();
      const reason = refuses(path, tried.length);
      if (reason === null) return success(undefined);
      return failure(
        reason,
        reason.includes('no object of this size') ? refusedForGood : undefined,
      );
    },
    say: (sentence) => said.push(sentence),
    sleep: async (ms) => {
      pauses.push(ms);
      await new Promise((done) => setImmediate(done));
    },
    random: () => 1,
  });
  const stop = new AbortController();
  const running = queue.run(stop.signal);
  const drained = async () => {
    while (queue.waiting > 0) await new Promise((done) => setImmediate(done));
    stop.abort();
    await running;
  };
  return { queue, tried, pauses, said, drained };
}

test('captures go in the order in which they came, each once', async () => {
  const { queue, tried, drained, said } = start(() => null);
  for (const path of ['a', 'b', 'a', 'c']) queue.add(path);
  await drained();
  expect(tried).toEqual(['a', 'b', 'c']);
  expect(said).toEqual([]);
});

test('a bucket that refuses is tried with growing pauses, told once, and told when it takes them again', async () => {
  const { queue, tried, pauses, said, drained } = start((path, nth) =>
    nth <= 12 ? `could not store ${path}: read-only.` : null,
  );
  for (const path of ['captures/1', 'captures/2', 'captures/3']) queue.add(path);
  await drained();
  expect(new Set(tried.slice(12))).toEqual(new Set(['captures/1', 'captures/2', 'captures/3']));
  expect(pauses.slice(0, 3)).toEqual([1000, 2000, 4000]);
  expect(said).toEqual([
    'could not store captures/1: read-only. It stays on disk with 2 more.',
    'captures reach the bucket again',
  ]);
});

test('pauses end at five minutes', async () => {
  const { queue, pauses, drained } = start((_, nth) => (nth <= 20 ? 'down.' : null));
  queue.add('a');
  await drained();
  expect(Math.max(...pauses)).toBe(300_000);
});

test('one that alone is refused does not hold the others up', async () => {
  let refusals = 0;
  const { queue, tried, drained } = start((path) =>
    path === 'huge' && refusals++ < 5 ? 'too large.' : null,
  );
  for (const path of ['huge', 'a', 'b', 'c', 'd', 'e']) queue.add(path);
  await drained();
  expect(tried.lastIndexOf('huge')).toBe(tried.length - 1);
  expect(tried.filter((path) => path !== 'huge')).toEqual(['a', 'b', 'c', 'd', 'e']);
});

test('a stop leaves what was not taken', async () => {
  const stop = new AbortController();
  const queue = new UploadQueue({
    upload: async (_, signal) => {
      await new Promise((done) => signal.addEventListener('abort', done, { once: true }));
      return failure('stopped');
    },
    say: () => expect.unreachable(),
    sleep: async () => undefined,
    random: () => 0,
  });
  queue.add('a');
  const running = queue.run(stop.signal);
  await new Promise((done) => setImmediate(done));
  stop.abort();
  await running;
  expect(queue.waiting).toBe(1);
});

test('one that is too large for good is tried once, said once, and holds nobody up', async () => {
  const { queue, tried, pauses, said, drained } = start((path) =>
    path === 'huge' ? `could not store huge: it takes no object of this size.` : null,
  );
  for (const path of ['huge', 'a', 'b']) queue.add(path);
  while (queue.waiting > 0) await new Promise((done) => setImmediate(done));
  expect(tried).toEqual(['huge', 'a', 'b']);
  // As the hourly comparison does.
  queue.add('huge');
  await drained();
  expect(tried).toEqual(['huge', 'a', 'b', 'huge']);
  expect(pauses).toEqual([]);
  expect(said).toEqual([
    'could not store huge: it takes no object of this size. It stays on disk alone.',
  ]);
});
