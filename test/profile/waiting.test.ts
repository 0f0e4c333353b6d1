import { describe, expect, test } from 'vitest';
import { diffCaptures } from '../../src/profile/diff-captures.ts';
import { goroutineBytes } from '../support/profile-text.ts';

const park = 'runtime.gopark runtime/proc.go:1 < ';
const pump = 'shop.pump shop/pump.go:7 < ';

/** What the culprit of growing goroutines waits for; `stack` is one row of a profile. */
function waitingOf(captures: readonly Uint8Array[]) {
  const diff = diffCaptures(
    captures.map((bytes, i) => ({ bytes, atMs: i * 1000 })),
    'goroutine',
  );
  if (!diff.ok) throw new Error(diff.reason);
  return diff.value.culprits[0]?.waiting;
}

test.each([
  ['chan receive', 'runtime.chanrecv runtime/chan.go:1 < runtime.chanrecv1 runtime/chan.go:2 < '],
  ['chan send', 'runtime.chansend runtime/chan.go:1 < '],
  ['select', 'runtime.selectgo runtime/select.go:1 < '],
  ['sleep', 'time.Sleep runtime/time.go:1 < '],
  [
    'sync.Mutex.Lock',
    'runtime.semacquire1 runtime/sema.go:1 < internal/sync.runtime_SemacquireMutex runtime/sema.go:2 < internal/sync.(*Mutex).lockSlow internal/sync/mutex.go:1 < sync.(*Mutex).Lock sync/mutex.go:2 < ',
  ],
  [
    'sync.WaitGroup.Wait',
    'runtime.semacquire1 runtime/sema.go:1 < sync.runtime_Semacquire runtime/sema.go:2 < sync.(*WaitGroup).Wait sync/waitgroup.go:2 < ',
  ],
  [
    'IO wait',
    'runtime.netpollblock runtime/netpoll.go:1 < internal/poll.runtime_pollWait runtime/netpoll.go:2 < ',
  ],
  ['', ''],
])('by its stack it waits for %s', (reason, calls) => {
  const capture = (i: number) =>
    goroutineBytes(`${9 + i * 400} ${park}${calls}${pump}shop.Serve.gowrap1 shop/serve.go:9`);
  const waiting = waitingOf([0, 1, 2, 3].map(capture));
  expect(waiting).toMatchObject({
    reason,
    at: { function: 'shop.pump', line: 7 },
    runs: { function: 'shop.Serve.gowrap1' },
    startedBy: null,
    minutes: null,
  });
});

test('a trace tells who started them and how long they have waited', () => {
  const one = (
    id: number,
    minutes: number,
  ) => `goroutine ${id} [chan receive${minutes > 0 ? `, ${minutes} minutes` : ''}]:
shop.pump(0xc00001)
\t/src/shop/pump.go:7 +0x1d
created by shop.Serve in goroutine 1
\t/src/shop/serve.go:9 +0x2a
`;
  const trace = (count: number) =>
    Buffer.from(Array.from({ length: count }, (_, i) => one(i + 1, i % 8)).join('\n'));
  expect(waitingOf([5, 300, 600].map(trace))).toEqual({
    reason: 'chan receive',
    at: { function: 'shop.pump', file: '/src/shop/pump.go', line: 7, inline: false },
    runs: { function: 'shop.pump', file: '/src/shop/pump.go', line: 7, inline: false },
    startedBy: { function: 'shop.Serve', file: '/src/shop/serve.go', line: 9, inline: false },
    minutes: [0, 7],
  });
});

const serve = 'net/http.(*conn).serve net/http/server.go:9';
const background =
  'internal/poll.runtime_pollWait runtime/netpoll.go:2 < net/http.(*connReader).backgroundRead net/http/server.go:7';

test.each([
  {
    name: 'handlers whose clients still wait',
    rows: (n: number) =>
      `${n} ${park}shop.hold shop/hold.go:7 < ${serve}\n${n} ${park}${background}`,
    verdict: 'likely',
  },
  {
    name: 'handlers whose clients are gone',
    rows: (n: number) => `${n} ${park}shop.hold shop/hold.go:7 < ${serve}\n9 ${park}${background}`,
    verdict: 'confirmed',
  },
  {
    name: 'goroutines that sleep',
    rows: (n: number) =>
      `${n} ${park}time.Sleep runtime/time.go:1 < ${pump}shop.Serve shop/serve.go:9`,
    verdict: 'likely',
  },
])('how sure: $name', ({ rows, verdict }) => {
  const diff = diffCaptures(
    [0, 1, 2, 3, 4].map((i) => ({ bytes: goroutineBytes(rows(9 + i * 400)), atMs: i * 1000 })),
    'goroutine',
  );
  expect(diff.ok && diff.value.verdict).toBe(verdict);
});

test('nobody keeps goroutines: a library that was called is not told as who does', () => {
  const wait = `${park}ex.org/flight.(*Group).Do /go/pkg/mod/ex.org/flight@v1.0.0/flight.go:7 < `;
  const diff = diffCaptures(
    [0, 1, 2, 3, 4].map((i) => ({
      bytes: goroutineBytes(`${9 + i * 400} ${wait}shop.Get /src/shop/get.go:9`),
      atMs: i * 1000,
    })),
    'goroutine',
  );
  expect(diff.ok && diff.value.culprits).toMatchObject([{ function: 'shop.Get', retainers: [] }]);
});

describe('goroutines that pile up at a lock', () => {
  const lock = `${park}runtime.semacquire1 runtime/sema.go:1 < internal/sync.(*Mutex).lockSlow internal/sync/mutex.go:1 < sync.(*Mutex).Lock sync/mutex.go:2 < `;
  const send = `${park}runtime.chansend runtime/chan.go:1 < `;
  const get = 'shop.(*Stock).Get shop/stock.go:7 < shop.handle shop/handle.go:2';
  const adjust = 'shop.(*Stock).Adjust shop/stock.go:9 < shop.handle shop/handle.go:4';
  const piled = (more: (i: number) => string) =>
    [0, 1, 2, 3, 4, 5].map((i) => goroutineBytes(`${9 + i * 400} ${lock}${get}\n${more(i)}`));
  const culpritsOf = (captures: readonly Uint8Array[]) => {
    const diff = diffCaptures(
      captures.map((bytes, i) => ({ bytes, atMs: i * 1000 })),
      'goroutine',
    );
    if (!diff.ok) throw new Error(diff.reason);
    return diff.value.culprits;
  };

  test('come after who waits for something else in there and piles up as well', () => {
    const culprits = culpritsOf(
      piled((i) => `${9 + i * 200} ${lock}${adjust}\n1 ${send}${adjust}`),
    );
    expect(culprits.map((one) => [one.function, one.confidence])).toEqual([
      ['shop.(*Stock).Adjust', 'confirmed'],
      ['shop.(*Stock).Get', 'not-enough-evidence'],
    ]);
    expect(culprits[1]?.why).toContain('another is more likely; its goroutines wait for a lock');
  });

  test.each([
    {
      name: 'a method of the same type waits for something else',
      more: `1 ${send}${adjust}`,
      confidence: 'likely',
    },
    { name: 'nobody is seen to hold it', more: '1 main.main main.go:3', confidence: 'confirmed' },
    {
      name: 'a loop of that type waits for work',
      more: `1 ${park}runtime.selectgo runtime/select.go:1 < shop.(*Stock).loop shop/stock.go:20`,
      confidence: 'confirmed',
    },
    {
      name: 'a method of another type waits',
      more: `1 ${send}shop.(*Mail).Send shop/mail.go:9 < shop.handle shop/handle.go:4`,
      confidence: 'confirmed',
    },
  ])('are $confidence where $name', ({ more, confidence }) => {
    const [first] = culpritsOf(piled(() => more));
    expect(first).toMatchObject({ function: 'shop.(*Stock).Get', confidence });
  });

  test('of a library tell who was called by the one that has taken it', () => {
    const runs = (line: number) =>
      `ex.org/cron.Delay.func1 /go/pkg/mod/ex.org/cron@v3.0.1/chain.go:${line} < ex.org/cron.(*Cron).start.func1 /go/pkg/mod/ex.org/cron@v3.0.1/cron.go:3`;
    const wait = `${park}sync.(*Cond).Wait sync/cond.go:1 < shop.(*Lease).Acquire /src/shop/lease.go:7 < `;
    const whyOf = (line: number) =>
      culpritsOf(
        [0, 1, 2, 3, 4, 5].map((i) =>
          goroutineBytes(`${9 + i * 400} ${lock}${runs(5)}\n4 ${wait}${runs(line)}
            1 ${park}main.main /src/shop/main.go:3`),
        ),
      ).map((one) => [one.function, one.confidence, one.why]);
    const why =
      'its goroutines wait for a lock that shop.(*Lease).Acquire may hold, which waits for sync.Cond.Wait';
    expect(whyOf(9)).toEqual([['ex.org/cron.(*Cron).start', 'likely', why]]);
    // Who waits there before the lock was taken does not hold it.
    expect(whyOf(4)[0]?.[2]).toContain('the caller is not known');
  });

  test('or at a call that one makes for all of them tell whom it has called', () => {
    const share = (line: number) =>
      `golang.org/x/sync/singleflight.(*Group).Do /go/pkg/mod/golang.org/x/sync@v0.9.0/singleflight/singleflight.go:${line} < shop.Profile /src/shop/profile.go:4`;
    const rows = (i: number, line: number) =>
      `${9 + i * 400} ${park}sync.(*WaitGroup).Wait sync/waitgroup.go:1 < ${share(105)}
       1 ${park}time.Sleep runtime/time.go:1 < shop/remote.retry /src/shop/remote/fetch.go:3 < shop.Profile.func1 /src/shop/profile.go:5 < ${share(line)}
       9 ${park}runtime.chanrecv runtime/chan.go:1 < shop/remote.Fetch /src/shop/remote/fetch.go:7 < shop.Profile.func1 /src/shop/profile.go:5 < ${share(line)}`;
    const first = (line: number) =>
      culpritsOf([0, 1, 2, 3, 4, 5].map((i) => goroutineBytes(rows(i, line))))[0];
    expect(first(118)).toMatchObject({
      function: 'shop.Profile',
      confidence: 'likely',
      why: 'its goroutines wait for what shop/remote.Fetch is called for once, which waits for chan receive',
    });
    expect(first(90)).toMatchObject({ function: 'shop.Profile', confidence: 'confirmed' });
  });

  test('at such a call are told of those alone which the same function asked for', () => {
    const share = (line: number, by: string) =>
      `golang.org/x/sync/singleflight.(*Group).Do /go/pkg/mod/golang.org/x/sync@v0.9.0/singleflight/singleflight.go:${line} < shop.${by} /src/shop/${by}.go:4`;
    const [first] = culpritsOf(
      [0, 1, 2, 3, 4, 5].map((i) =>
        goroutineBytes(`${9 + i * 400} ${park}sync.(*WaitGroup).Wait sync/waitgroup.go:1 < ${share(105, 'Users')}
          1 ${park}runtime.chanrecv runtime/chan.go:1 < shop/db.Load /src/shop/db/db.go:7 < shop.Users.func1 /src/shop/Users.go:5 < ${share(118, 'Users')}
          30 ${park}runtime.chanrecv runtime/chan.go:1 < shop/remote.Fetch /src/shop/remote/fetch.go:7 < shop.Goods.func1 /src/shop/Goods.go:5 < ${share(118, 'Goods')}`),
      ),
    );
    expect(first).toMatchObject({ function: 'shop.Users', confidence: 'likely' });
    expect(first?.why).toContain('what shop/db.Load is called for once');
  });

  test('of a library are not laid to who called it and waits in it, having let the lock go', () => {
    const acquire = (line: number, by: string) =>
      `ex.org/sem.(*Weighted).Acquire /go/pkg/mod/ex.org/sem@v1.0.0/sem.go:${line} < shop/${by}.Run /src/shop/${by}/run.go:3 < shop/${by}.Start /src/shop/${by}/run.go:9`;
    const [first] = culpritsOf(
      [0, 1, 2, 3, 4, 5].map((i) =>
        goroutineBytes(`${9 + i * 400} ${lock}${acquire(10, 'a')}
          40 ${park}runtime.selectgo runtime/select.go:1 < ${acquire(30, 'b')}`),
      ),
    );
    expect(first).toMatchObject({ function: 'shop/a.Run', confidence: 'confirmed' });
  });
});
