import { describe, expect, test } from 'vitest';
import type { Diff } from '../../src/model/culprit.ts';
import { diffCaptures } from '../../src/profile/diff-captures.ts';
import { type Drawing, goroutineBytes, heapBytes } from '../support/profile-text.ts';

const root = 'shop.Handle /src/shop/handle.go:2 < net/http.(*conn).serve net/http/server.go:5';
const load = 'shop/db.load /src/shop/db/load.go:3';

function diffOf(draw: (capture: number) => string, drawing: Drawing): Diff {
  const diff = diffCaptures(
    [0, 1, 2, 3, 4].map((i) => ({ bytes: heapBytes(draw(i), drawing), atMs: i * 2000 })),
  );
  if (!diff.ok) throw new Error(diff.reason);
  return diff.value;
}

function check(
  draw: (capture: number) => string,
  culprit: string | undefined,
  says = '',
  drawing: Drawing = {},
): Diff {
  const diff = diffOf(draw, drawing);
  expect(diff.culprits[0]?.function).toBe(culprit);
  expect(diff.warnings.join()).toContain(says);
  return diff;
}

/** Callers of one loader: what each has allocated and kept after `i` captures of 1000 calls. */
function callers(kept: Readonly<Record<string, number>>, shared = '') {
  return (i: number) =>
    Object.entries(kept)
      .map(
        ([name, part]) =>
          `${10 + i * 1000 * part} ${10 + i * 1000} 4096 ${load} < ${shared}shop.${name} /src/shop/${name}.go:9 < ${root}`,
      )
      .join('\n');
}

test('of three callers the one that keeps is named', () => {
  const diff = check(callers({ Export: 1, Preview: 0, Search: 0 }), 'shop.Export');
  expect(diff.culprits[0]).toMatchObject({
    package: 'shop',
    file: '/src/shop/Export.go',
    line: 9,
    leaf: 'shop/db.load',
    confidence: 'confirmed',
  });
});

test('through a helper that all of them call too', () => {
  const helper = 'shop/db.retry /src/shop/db/retry.go:3 < ';
  check(callers({ Export: 1, Preview: 0 }, helper), 'shop.Export');
});

describe('what is given away', () => {
  const read = 'shop/wire.Read[go.shape.struct { A int }] /src/shop/wire/wire.go:3';
  const made = (i: number) =>
    `${i * 2000} ${i * 2000} 512 encoding/json.Unmarshal encoding/json/decode.go:3 < ${read} < shop.accept /src/shop/accept.go:4 < ${root}`;
  const loop = 'shop.(*Book).absorb /src/shop/book.go:8 < shop.(*Book).loop /src/shop/book.go:3';

  test.each([
    {
      name: 'is kept by who fills a map in the same handler',
      by: `shop.(*Book).Put /src/shop/book.go:8 < shop.accept /src/shop/accept.go:5 < ${root}`,
      keeper: 'shop.(*Book).Put',
    },
    {
      name: 'is kept by who fills a map in a goroutine of his own',
      by: loop,
      keeper: 'shop.(*Book).absorb',
    },
  ])('$name, who is the likely one', ({ by, keeper }) => {
    const diff = check(
      (i) => `${made(i)}
        ${1 + i * 8} ${1 + i * 16} 27264 ${by}`,
      keeper,
      `${keeper} may keep what shop/wire.Read[...] makes`,
    );
    expect(diff.verdict).toBe('likely');
  });

  test('is kept by who starts timers with it', () => {
    check(
      (i) => `${made(i)}
        ${i * 2000} ${i * 2000} 128 time.newTimer time/sleep.go:3 < time.AfterFunc time/sleep.go:9 < shop.(*Sweeper).Arm /src/shop/sweep.go:4 < shop.accept /src/shop/accept.go:5 < ${root}`,
      'shop.(*Sweeper).Arm',
    );
    // Timers of a library are none of who calls it.
    const { culprits } = diffOf(
      (i) => `${made(i)}
        ${i * 2000} ${i * 2000} 128 time.newTimer time/sleep.go:3 < time.AfterFunc time/sleep.go:9 < net/http.(*Client).Do net/http/client.go:3 < shop.Fetch /src/shop/fetch.go:4 < shop.accept /src/shop/accept.go:5 < ${root}`,
      {},
    );
    expect(culprits.map((one) => one.function).sort()).toEqual(['shop.Fetch', 'shop.accept']);
  });

  test('makes the caller no more than likely, unless that is seen to keep something', () => {
    const alone = check(made, 'shop.accept', 'made it for shop.accept, which is not seen to keep');
    expect(alone.verdict).toBe('likely');
    const both = check(
      (i) => `${made(i)}
        ${i * 2000} ${i * 2000} 64 shop.accept /src/shop/accept.go:9 < ${root}`,
      'shop.accept',
    );
    expect(both.verdict).toBe('confirmed');
  });

  test('stays with the caller where several may keep it', () => {
    check(
      (i) => `${made(i)}
        ${1 + i * 8} ${1 + i * 16} 27264 shop.(*Book).Put /src/shop/book.go:8 < shop.accept /src/shop/accept.go:5 < ${root}
        ${1 + i * 8} ${1 + i * 16} 27264 shop.(*Log).Put /src/shop/log.go:8 < shop.accept /src/shop/accept.go:6 < ${root}`,
      'shop.accept',
    );
  });
});

describe('who has made what he puts into a container that is seen', () => {
  const compute = 'shop.compute /src/shop/compute.go:3';
  const memo = 'shop.(*Memo).Get /src/shop/memo.go:3';
  const made = (by: string) => (i: number) =>
    `
    ${i * 3000} ${i * 3000} 512 fmt.Sprint fmt/print.go:3 < ${compute} < ${by} < ${root}
    ${1 + i * 8} ${1 + i * 16} 81920 ${memo} < ${root}`;

  test.each([
    { name: 'keeps it', by: memo },
    { name: 'keeps it, through a helper', by: `shop.retry /src/shop/retry.go:3 < ${memo}` },
  ])('$name', ({ by }) => {
    check(made(by), 'shop.(*Memo).Get');
  });

  test('is a means to an end where it calls a closure of who asks it', () => {
    const asked =
      'shop.(*Map).GetOrCreate /src/shop/map.go:3 < shop.limiterFor /src/shop/limit.go:4';
    check(
      (i) => `
        ${i * 3000} ${i * 3000} 512 shop.limiterFor.func1 /src/shop/limit.go:5 < ${asked} < ${root}
        ${1 + i * 8} ${1 + i * 16} 81920 ${asked} < ${root}`,
      'shop.limiterFor',
    );
  });
});

test('of the closures that one function sets up the one that keeps tells it from what they call', () => {
  const closures = (parts: Readonly<Record<string, number>>) => (i: number) =>
    Object.entries(parts)
      .map(
        ([name, part]) =>
          `${10 + i * 1000 * part} ${10 + i * 1000} 4096 ${load} < shop.Routes.${name} /src/shop/routes.go:9 < net/http.HandlerFunc.ServeHTTP net/http/server.go:9 < ${root}`,
      )
      .join('\n');
  check(closures({ func1: 1, func2: 0 }), 'shop.Routes');
  check(closures({ func1: 1, func2: 1 }), 'shop/db.load');
});

test('closures of one function that are called by different ones do not tell who of these keeps', () => {
  check(
    (i) => `
      ${10 + i * 1000} ${10 + i * 1000} 4096 io.ReadAll io/io.go:3 < shop.Setup.func1 /src/shop/setup.go:5 < net/http.HandlerFunc.ServeHTTP net/http/server.go:9 < shop.logged /src/shop/log.go:4 < ${root}
      10 ${10 + i * 9000} 4096 net/http.NewRequest net/http/request.go:2 < shop.Setup.func2 /src/shop/setup.go:9 < shop.each /src/shop/each.go:3`,
    'shop.Setup',
  );
});

test('callers that keep alike leave the function that they call', () => {
  check(callers({ Export: 1, Preview: 1 }), 'shop/db.load');
  check(callers({ Export: 1 }), 'shop/db.load');
});

describe('a function that gives away what it makes', () => {
  const made = (name: string) => (i: number) =>
    `${i * 900} ${i * 9000} 4096 encoding/json.Unmarshal encoding/json/decode.go:3 < ${name} /src/shop/web/web.go:3 < shop.Accept /src/shop/accept.go:9 < ${root}`;

  test.each([
    { name: 'shop/web.Decode[go.shape.struct { A int }]', first: 'shop.Accept' },
    { name: 'shop/web.mustDecodeEvent', first: 'shop.Accept' },
    { name: 'shop/web.cloneRequest', first: 'shop.Accept' },
    { name: 'shop/web.Read[go.shape.struct { A int }]', first: 'shop.Accept' },
    { name: 'shop/web.readJSON', first: 'shop.Accept' },
    { name: 'shop/web.ParseBodyOf', first: 'shop.Accept' },
    { name: 'shop/web.newChunk', first: 'shop.Accept' },
    { name: 'shop/web.build', first: 'shop.Accept' },
    { name: 'shop/web.(*Page).Clone', first: 'shop.Accept' },
    { name: 'shop/web.(*Page).DeepCopy', first: 'shop.Accept' },
    { name: 'shop/bufpool.Get', first: 'shop.Accept' },
    { name: 'shop/bufpool.GetBuffer', first: 'shop.Accept' },
    { name: 'shop/web.NewPages.func1', first: 'shop.Accept' },
    { name: 'shop/web.NewChunk', first: 'shop/web.NewChunk' },
    { name: 'shop/web.(*Page).CopyFrom', first: 'shop/web.(*Page).CopyFrom' },
    { name: 'shop/git.(*Manager).CloneRepo', first: 'shop/git.(*Manager).CloneRepo' },
    { name: 'shop/git.(*Cache).Clone', first: 'shop/git.(*Cache).Clone' },
    { name: 'shop/obj.(*Bucket).Copy', first: 'shop/obj.(*Bucket).Copy' },
    { name: 'shop/carpool.TakeBooking', first: 'shop/carpool.TakeBooking' },
    { name: 'shop/pool.GetStats', first: 'shop/pool.GetStats' },
    { name: 'shop/mempool.GetOrFetch', first: 'shop/mempool.GetOrFetch' },
    { name: 'shop/pool.(*Pool).Get', first: 'shop/pool.(*Pool).Get' },
    { name: 'shop/web.(*Pages).serve.func1', first: 'shop/web.(*Pages).serve' },
    { name: 'shop/web.newsOf', first: 'shop/web.newsOf' },
    // What it is called on may keep it.
    { name: 'shop/web.(*Reader).Decode', first: 'shop/web.(*Reader).Decode' },
    { name: 'shop/web.Decoder.Decode', first: 'shop/web.Decoder.Decode' },
    { name: 'shop/web.Parse', first: 'shop/web.Parse' },
    { name: 'shop/web.decoded', first: 'shop/web.decoded' },
    { name: 'shop/web.load', first: 'shop/web.load' },
    { name: 'shop/web.readLoop', first: 'shop/web.readLoop' },
    { name: 'shop/web.(*Cache[go.shape.string]).Get', first: 'shop/web.(*Cache[...]).Get' },
    { name: 'shop/web.Memo[go.shape.string]', first: 'shop/web.Memo[...]' },
  ])('$name: $first is named', ({ name, first }) => {
    check(made(name), first);
  });

  const keptAll = (name: string) => (i: number) =>
    `${i * 900} ${i * 900} 4096 fmt.Sprint fmt/print.go:3 < ${name} /src/shop/web/web.go:3 < shop.Accept /src/shop/accept.go:9 < ${root}`;

  test.each(['shop/web.newSession', 'shop/web.decodeEvent'])(
    '%s is named itself where it is seen to keep what it makes',
    (name) => {
      const diff = check(
        (i) => `${keptAll(name)(i)}
          ${1 + i * 8} ${1 + i * 16} 27264 ${name} /src/shop/web/web.go:5 < shop.Accept /src/shop/accept.go:9 < ${root}`,
        name,
      );
      expect(diff.verdict).toBe('confirmed');
    },
  );

  const server = 'net/http.(*conn).serve net/http/server.go:5';
  test.each([
    {
      name: 'a router of a library calls',
      above: `net/http.HandlerFunc.ServeHTTP net/http/server.go:3 < shop/auth.Check /src/shop/auth/auth.go:9 < ${root}`,
    },
    {
      name: 'a router of the application calls',
      above: `shop/web.appHandler.ServeHTTP /src/shop/web/web.go:4 < ${root}`,
    },
    {
      name: 'a chain calls as the next',
      above: `shop/web.(*Chain).Next /src/shop/web/web.go:4 < ${root}`,
    },
    {
      name: 'another closure calls',
      above: `shop/web.Log.func1 /src/shop/web/log.go:4 < ${root}`,
    },
    {
      name: 'a loop of its own calls',
      above:
        'shop/cron.(*Scheduler).run /src/shop/cron/cron.go:4 < shop/cron.(*Scheduler).Start.func1 /src/shop/cron/cron.go:2',
    },
    {
      name: 'the main loop calls',
      above: 'shop/cron.Run /src/shop/cron/cron.go:4 < main.main /src/shop/main.go:2',
    },
    {
      name: 'the outermost function calls',
      above: `shop/cron.Run /src/shop/cron/cron.go:4 < ${server}`,
    },
    {
      name: 'is called back for its constructor',
      above: `shop/db.WithTx /src/shop/db/db.go:4 < shop/api.New /src/shop/api/api.go:2 < ${root}`,
    },
    {
      name: 'is the body of a loop over a function',
      closure: 'shop/api.New-range1',
      above: `shop/tree.(*Tree).All /src/shop/tree/tree.go:4 < ${root}`,
    },
  ])('is no closure of a constructor that $name', ({ above, closure = 'shop/api.New.func1' }) => {
    const diff = check(
      (i) => `${i * 900} ${i * 900} 4096 ${closure} /src/shop/api/api.go:3 < ${above}`,
      'shop/api.New',
    );
    expect(diff.verdict).toBe('confirmed');
  });

  test('makes its caller no more than likely: its package may have a variable that is too small to be seen', () => {
    const says = 'made it for shop.Accept, which is not seen to keep';
    const diff = check(keptAll('shop/web.newSession'), 'shop.Accept', says);
    expect(diff.verdict).toBe('likely');
  });

  test('names who keeps it where others call it as well', () => {
    check(
      (i) => `${made('shop/web.Decode')(i)}
        9 ${9 + i * 9000} 4096 encoding/json.Unmarshal encoding/json/decode.go:3 < shop/web.Decode /src/shop/web/web.go:3 < shop.Ping /src/shop/ping.go:9 < ${root}`,
      'shop.Accept',
    );
  });

  test('and its caller are one culprit when that allocates too', () => {
    const diff = check(
      (i) => `${made('shop/web.Clone')(i)}
        ${i * 300} ${i * 300} 4096 shop.Accept /src/shop/accept.go:12 < ${root}`,
      'shop.Accept',
    );
    expect(diff.culprits).toHaveLength(1);
    expect(diff.culprits[0]).toMatchObject({ growth: 4 * 1200 * 4096, share: 1 });
  });
});

describe('what belongs to a context', () => {
  const derive = (leaf: string, by: string) =>
    `context.${leaf} context/context.go:501 < context.withCancel context/context.go:278 < context.WithCancel context/context.go:241 < ${by} < shop.Run /src/shop/run.go:7 < ${root}`;
  const noted = (i: number) => `
    ${i * 900} ${i * 900} 128 ${derive('(*cancelCtx).propagateCancel', 'shop.Reserve /src/shop/reserve.go:4')}
    ${i * 900} ${i * 900} 96 ${derive('(*cancelCtx).Done', 'shop.Reserve /src/shop/reserve.go:4')}
    9 ${9 + i * 900} 96 context.withCancel context/context.go:278 < context.WithCancel context/context.go:241 < shop.Reserve /src/shop/reserve.go:4 < shop.Run /src/shop/run.go:7 < ${root}`;
  const kept = (i: number, by: string) =>
    `${i * 900} ${i * 900} 96 context.withCancel context/context.go:278 < context.WithCancel context/context.go:241 < ${by} < shop.Run /src/shop/run.go:7 < ${root}`;

  test('speaks against who made it and keeps it', () => {
    const diff = check(
      (i) => `${noted(i)}\n${kept(i, 'shop.begin /src/shop/begin.go:3')}`,
      'shop.begin',
    );
    expect(diff.culprits[0]).toMatchObject({ confidence: 'confirmed', share: 1 });
    expect(diff.culprits[0]?.why).toContain('this is who makes contexts and grows along');
  });

  test('accuses nobody where nobody is seen to keep contexts', () => {
    const diff = check(noted, undefined);
    expect(diff.verdict).toBe('not-enough-evidence');
  });

  test('leaves who keeps the contexts that he derives himself', () => {
    const children = derive('(*cancelCtx).propagateCancel', 'shop.Reserve /src/shop/reserve.go:4');
    check(
      (i) => `${i * 900} ${i * 900} 32 ${children}
        ${kept(i, 'shop.Reserve /src/shop/reserve.go:4')}`,
      'shop.Reserve',
    );
  });
});

describe('who keeps what another makes', () => {
  const list = 'container/list.(*List).PushBack container/list/list.go:3';
  const keep = `${list} < shop/archive.(*Store).Keep /src/shop/archive/archive.go:3 < shop.(*Service).Accept /src/shop/service.go:5`;
  const made = 'shop.render /src/shop/render.go:3';
  const handler = (name: string) =>
    `shop.${name} /src/shop/handlers.go:9 < net/http.HandlerFunc.ServeHTTP net/http/server.go:2 < ${root}`;
  const retainers = (i: (capture: number) => string) =>
    check(i, 'shop.render').culprits[0]?.retainers.map((one) => one.function);

  test('is found below the handler that calls both', () => {
    const found = retainers(
      (i) => `${i * 900} ${i * 900} 4096 ${made} < ${handler('routes.func1')}
        ${20 + i * 25} ${20 + i * 25} 48 ${keep} < ${handler('routes.func1')}`,
    );
    expect(found).toEqual(['shop/archive.(*Store).Keep']);
  });

  const beside = (size: number) => (i: number) =>
    `${i * 900} ${i * 900} 4096 ${made} < ${handler('routes.func1')}
     ${i * 900} ${i * 900} ${size} ${keep} < ${handler('routes.func1')}`;

  test('comes first where it is beyond doubt itself, and takes no certainty away', () => {
    const { culprits } = check(beside(1200), 'shop/archive.(*Store).Keep');
    expect(culprits).toMatchObject([
      { function: 'shop/archive.(*Store).Keep', confidence: 'confirmed' },
      { function: 'shop.render', confidence: 'confirmed' },
    ]);
  });

  test.each([48, 480])('comes after it where it grew by little itself: %d bytes each', (size) => {
    expect(retainers(beside(size))).toEqual(['shop/archive.(*Store).Keep']);
    const { culprits } = check(beside(size), 'shop.render');
    expect(culprits[0]?.confidence).toBe('confirmed');
  });

  test('is not who stands in another handler, or grows in another course', () => {
    const other = retainers(
      (i) => `${i * 900} ${i * 900} 4096 ${made} < ${handler('routes.func1')}
        ${i * 900} ${i * 900} 48 ${keep} < ${handler('routes.func2')}`,
    );
    expect(other).toEqual([]);
    const late = retainers(
      (i) => `${i * 900} ${i * 900} 4096 ${made} < ${handler('routes.func1')}
        ${i > 3 ? 900 : 0} ${i > 3 ? 900 : 0} 48 ${keep} < ${handler('routes.func1')}`,
    );
    expect(late).toEqual([]);
  });
});

describe('a smaller growth beside one of which nobody knows who keeps it', () => {
  const session = `shop/session.newSession /src/shop/session/session.go:5 < shop/session.Start /src/shop/session/session.go:9 < ${root}`;
  const draw = (smaller: string, size: number, start: number) => (i: number) =>
    `${i * 900} ${i * 900} 512 ${session}
     ${Math.max(0, i - start) * 900} ${Math.max(0, i - start) * 900} ${size} ${smaller} < ${root}`;
  const first = (smaller: string, size = 128, start = 0) => {
    const [one] = diffOf(draw(smaller, size, start), {}).culprits;
    return [one?.function, one?.confidence];
  };

  test('comes after it, for it may be made for the same keeper', () => {
    const cart = 'shop/api.cart /src/shop/api/cart.go:7';
    expect(first(cart)).toEqual(['shop/session.Start', 'likely']);
    const [, second] = diffOf(draw(cart, 128, 0), {}).culprits;
    expect(second?.why).toContain('what shop/session.newSession makes is more and grows along');
  });

  test('stays where no function called both', () => {
    const poll =
      'shop/wire.Unmarshal /src/shop/wire/wire.go:5 < shop/feed.(*Feed).poll /src/shop/feed/feed.go:9 < shop/feed.Start /src/shop/feed/feed.go:3';
    const open = 'shop/users.open /src/shop/users/users.go:3';
    const apart = (main: string) => (i: number) =>
      `${i * 900} ${i * 900} 512 ${poll}${main}
       ${i * 900} ${i * 900} 128 ${open} < shop/users.Login /src/shop/users/users.go:9${main}`;
    for (const main of ['', ' < main.main /src/shop/main.go:2']) {
      const { culprits } = check(apart(main), 'shop/users.open');
      expect(culprits[0]?.confidence).toBe('confirmed');
    }
  });

  test('stays where it is that of who has the larger made', () => {
    const { culprits } = check(
      (
        i,
      ) => `${i * 900} ${i * 900} 1024 shop/page.(*Page).Clone /src/shop/page/page.go:3 < shop/x.help /src/shop/x/x.go:3 < shop.Scale /src/shop/scale.go:9 < ${root}
        ${i * 900} ${i * 900} 160 shop.Scale /src/shop/scale.go:5 < ${root}`,
      'shop.Scale',
    );
    expect(culprits[0]?.confidence).toBe('confirmed');
  });

  test.each([
    { name: 'stores by its name', smaller: 'shop/session.(*Map).put /src/shop/session/map.go:7' },
    {
      name: 'adds to a container that is seen',
      smaller: 'sync.(*Map).Store sync/map.go:3 < shop/api.cart /src/shop/api/cart.go:7',
    },
    { name: 'is no less', smaller: 'shop/api.cart /src/shop/api/cart.go:7', size: 384 },
  ])('comes first where it $name', ({ smaller, size }) => {
    expect(first(smaller, size)[1]).toBe('confirmed');
  });
});

describe('whom a library calls', () => {
  const amount = 'shop/money.(*Amount).UnmarshalJSON /src/shop/money/money.go:11';
  const decode = 'encoding/json.Unmarshal encoding/json/decode.go:3';
  const asks = `${decode} < shop/store.(*Store).read /src/shop/store/store.go:9 < ${root}`;
  const isFirst = (draw: (i: number) => string) =>
    diffOf(draw, {}).culprits.map((one) => [one.function, one.confidence]);

  test('for who asked it comes after that one, who has what the library made as well', () => {
    const draw = (i: number) => `${i * 900} ${i * 900} 512 ${amount} < ${asks}
      ${i * 900} ${i * 900} 128 reflect.New reflect/value.go:3 < ${asks}`;
    expect(isFirst(draw)).toEqual([
      ['shop/store.(*Store).read', 'likely'],
      ['shop/money.(*Amount).UnmarshalJSON', 'not-enough-evidence'],
    ]);
    expect(diffOf(draw, {}).culprits[1]?.why).toContain(
      'another is more likely; a library calls it for shop/store.(*Store).read, which grows along',
    );
  });

  test('for who made more himself leaves that one beyond doubt', () => {
    const draw = (i: number) => `${i * 900} ${i * 900} 512 ${amount} < ${asks}
      ${i * 900} ${i * 900} 1024 reflect.New reflect/value.go:3 < ${asks}`;
    expect(isFirst(draw)[0]).toEqual(['shop/store.(*Store).read', 'confirmed']);
  });

  const called = (by: string, back: string) => (i: number) =>
    `${i * 900} ${i * 900} 512 ${back} < ${by} < shop.ask /src/shop/ask.go:9 < ${root}
     ${i * 900} ${i * 900} 128 ${by} < shop.ask /src/shop/ask.go:9 < ${root}`;
  const cache = 'ex.org/cache.(*Cache).Get /go/pkg/mod/ex.org/cache@v1.0.0/c.go:9';
  test.each([
    {
      name: 'visits',
      by: 'path/filepath.WalkDir path/filepath/path.go:9',
      back: 'shop/index.(*Index).visit',
    },
    { name: 'loads for a cache', by: cache, back: 'shop/users.load' },
    {
      name: 'is a transport',
      by: 'net/http.(*Client).Do net/http/client.go:9',
      back: 'shop/hc.(*Transport).RoundTrip',
    },
  ])('stays first where he $name', ({ by, back }) => {
    const file = `/src/${back.slice(0, back.indexOf('.'))}/a.go:3`;
    expect(isFirst(called(by, `${back} ${file}`))[0]).toEqual([back, 'confirmed']);
  });

  test.each([
    {
      name: 'gives it to one who keeps it',
      rows: (i: number) => `${i * 900} ${i * 900} 512 ${amount} < ${asks}
        ${i * 900} ${i * 900} 64 sync.(*Map).Store sync/map.go:3 < shop/money.intern /src/shop/money/intern.go:3 < ${amount} < ${asks}
        ${i * 900} ${i * 900} 128 reflect.New reflect/value.go:3 < ${asks}`,
    },
    {
      name: 'keeps it himself',
      rows: (i: number) => `${i * 900} ${i * 900} 512 ${amount} < ${asks}
        ${i * 900} ${i * 900} 64 sync.(*Map).Store sync/map.go:3 < ${amount} < ${asks}
        ${i * 900} ${i * 900} 128 reflect.New reflect/value.go:3 < ${asks}`,
    },
    {
      name: 'is alone with his growth',
      rows: (i: number) => `${i * 900} ${i * 900} 512 ${amount} < ${asks}
        40 ${40 + i * 900} 128 reflect.New reflect/value.go:3 < ${asks}`,
    },
    {
      name: 'makes more of what the other makes without the library',
      rows: (i: number) => `${i * 900} ${i * 900} 512 ${amount} < ${asks}
        ${i * 900} ${i * 900} 128 shop/store.(*Store).read /src/shop/store/store.go:5 < ${root}`,
    },
  ])('stays first where he $name', ({ rows }) => {
    expect(isFirst(rows)[0]).toEqual(['shop/money.(*Amount).UnmarshalJSON', 'confirmed']);
  });

  test('as the next handler of a chain stays first', () => {
    const chain = `gin.(*Context).Next /go/pkg/mod/ex.org/gin@v1.9.0/context.go:5 < shop.timed /src/shop/timed.go:4 < ${root}`;
    const draw = (i: number) => `${i * 900} ${i * 900} 512 shop.pay /src/shop/pay.go:3 < ${chain}
      ${i * 900} ${i * 900} 128 gin.(*Context).Set /go/pkg/mod/ex.org/gin@v1.9.0/context.go:9 < ${chain}`;
    expect(isFirst(draw)[0]).toEqual(['shop.pay', 'confirmed']);
  });
});

test('a library that holds a small part of the growth is not named for it', () => {
  const traffic = `shop.serve /src/shop/serve.go:3 < ${root}`;
  const share = (whole: number) => (i: number) =>
    `
    ${i * 100} ${i * 100} 4096 example.org/pool.(*Pool).loop example.org/pool@v1.0.0/pool.go:3
    ${i > 3 ? whole : 0} ${i > 3 ? whole : 0} 4096 ${traffic}`;
  expect(diffOf(share(2000), {}).verdict).toBe('not-enough-evidence');
  check(share(200), 'example.org/pool.(*Pool).loop');
});

test.each([
  { name: 'of one library, one of them is named', others: 'example.org/mux', verdict: 'likely' },
  { name: 'of two libraries, nobody', others: 'example.org/kv', verdict: 'not-enough-evidence' },
])('goroutines of ten loops $name', ({ others, verdict }) => {
  const loop = (library: string, name: string) => (i: number) =>
    `${3 + i * 100} runtime.gopark runtime/proc.go:1 < ${library}.(*conn).${name} ${library}@v1.0.0/${name}.go:7`;
  const loops = [...'abcde'].flatMap((name) => [
    loop('example.org/mux', `read${name}`),
    loop(others, `write${name}`),
  ]);
  const diff = diffCaptures(
    [0, 1, 2, 3, 4].map((i) => ({
      bytes: goroutineBytes(loops.map((rows) => rows(i)).join('\n')),
      atMs: i * 2000,
    })),
    'goroutine',
  );
  expect(diff.ok && diff.value.verdict).toBe(verdict);
  const first = diff.ok ? diff.value.culprits[0]?.function : 'no diff';
  expect(first).toBe(verdict === 'likely' ? 'example.org/mux.(*conn).reada' : undefined);
});

test.each([
  { own: 4, first: 'example.org/mux.(*conn).read', verdict: 'likely' },
  { own: 60, first: 'shop.watch', verdict: 'confirmed' },
])(
  'beside four hundred goroutines of a library $own of the application leave it $verdict',
  (given) => {
    const waits = 'runtime.gopark /usr/local/go/src/runtime/proc.go:1 < ';
    const diff = diffCaptures(
      [0, 1, 2, 3, 4].map((i) => ({
        bytes: goroutineBytes(`
        ${3 + i * 400} ${waits}example.org/mux.(*conn).read example.org/mux@v1.0.0/read.go:7
        ${3 + i * given.own} ${waits}runtime.chanrecv1 /usr/local/go/src/runtime/chan.go:1 < shop.watch /src/shop/watch.go:7`),
        atMs: i * 2000,
      })),
      'goroutine',
    );
    if (!diff.ok) throw new Error(diff.reason);
    expect(diff.value.culprits[0]).toMatchObject({
      function: given.first,
      confidence: given.verdict,
    });
  },
);

test('what the runtime keeps of goroutines names nobody, and who grows besides is named', () => {
  const proc = '/usr/local/go/src/runtime/proc.go';
  // Linked by another package's name, it stands in the runtime's folder.
  const sleep = `4 4 4096 time.Sleep /usr/local/go/src/runtime/time.go:3 < ${root}`;
  const records = (i: number) =>
    `${i * 3000} ${i * 3000} 480 runtime.malg ${proc}:3 < runtime.newproc1 ${proc}:4 < runtime.newproc.func1 ${proc}:5\n${sleep}`;
  const diff = check(records, undefined, 'a goroutine profile tells who starts them');
  expect(diff.verdict).toBe('not-enough-evidence');
  check(
    (i) => `${records(i)}
      ${i * 1000} ${i * 1000} 480 shop.watch /src/shop/watch.go:3 < ${root}`,
    'shop.watch',
  );
});

test('a handler written in main stays there, whatever its folder is called', () => {
  check(
    (i) =>
      `${i * 900} ${i * 900} 4096 main.main.func1 /src/shop/cmd/shopd/main.go:3 < example.org/shop/kit/app.Run.func2 /src/shop/kit/app/app.go:4 < example.org/shop/kit/app.start /src/shop/kit/app/app.go:9`,
    'main.main',
  );
});

test('what a transport holds goes to who calls it and grows along', () => {
  const client =
    'net/http.(*Client).Do net/http/client.go:7 < shop.Stock /src/shop/stock.go:4 < shop.Handle /src/shop/handle.go:3';
  const diff = check(
    (i) => `
      ${i * 1500} ${i * 1500} 8192 bufio.NewReaderSize bufio/bufio.go:3 < net/http.(*Transport).dialConn net/http/transport.go:3
      ${i * 1500} ${i * 1500} 512 net/http.NewRequest net/http/request.go:2 < ${client}
      ${9 + (i % 2)} ${i * 900} 64 fmt.Sprint fmt/print.go:3 < ${root}`,
    'shop.Stock',
    'most of its growth is inferred',
    { rateBytes: 512 * 1024 },
  );
  expect(diff.verdict).toBe('likely');
  expect(diff.culprits[0]?.share).toBeGreaterThan(0.9);
});

test('what a client library holds goes to whom it calls back and grows along', () => {
  const module = 'example.org/bus@v1.0.0';
  const loop = `example.org/bus.(*Conn).readLoop ${module}/bus.go:9`;
  const back = (name: string) =>
    `${name} < shop.handle /src/shop/handle.go:3 < example.org/bus.(*Conn).deliver ${module}/bus.go:7`;
  const rows = (i: number) => `
    ${i * 3000} ${i * 6000} 512 example.org/bus.(*Conn).message ${module}/bus.go:4 < ${loop}
    90 ${i * 900} 512 ${back('shop.show /src/shop/show.go:3')}`;
  const named = check(
    (i) => `${rows(i)}
      ${i * 300} ${i * 300} 256 ${back('shop.(*Planner).Note /src/shop/note.go:3')}`,
    'shop.(*Planner).Note',
    '',
    { rateBytes: 4096 },
  );
  expect(named.culprits[0]?.share).toBeGreaterThan(0.9);
  check(rows, 'example.org/bus.(*Conn).message', '', { rateBytes: 4096 });
});

test('who is sure by himself stays confirmed, and what is inferred besides is said', () => {
  const client =
    'net/http.(*Client).Do net/http/client.go:7 < shop.Stock /src/shop/stock.go:4 < shop.Handle /src/shop/handle.go:3';
  const diff = check(
    (i) => `
      ${i * 1500} ${i * 1500} 8192 bufio.NewReaderSize bufio/bufio.go:3 < net/http.(*Transport).dialConn net/http/transport.go:3
      ${i * 9000} ${i * 9000} 512 net/http.NewRequest net/http/request.go:2 < ${client}`,
    'shop.Stock',
    '',
    { rateBytes: 512 * 1024 },
  );
  expect(diff.culprits[0]).toMatchObject({ confidence: 'confirmed', share: 1 });
  expect(diff.culprits[0]?.why).toContain('most of its growth is inferred: net/http holds it');
});

test('of several callers within their error the one that rises at all is it', () => {
  const client = (name: string) =>
    `net/http.NewRequest net/http/request.go:2 < shop.${name} /src/shop/${name}.go:4 < ${root}`;
  check(
    (i) => `
      ${i * 1500} ${i * 1500} 8192 bufio.NewReaderSize bufio/bufio.go:3 < net/http.(*Transport).dialConn net/http/transport.go:3
      ${i * 600} ${i * 1100} 512 ${client('Stock')}
      ${900 + 20 * i} ${i * 9000} 512 ${client('Price')}`,
    'shop.Stock',
    'most of its growth is inferred',
    { rateBytes: 512 * 1024 },
  );
});

describe('what a pool made', () => {
  const module = 'example.org/zap@v1.0.0';
  const made = (line: number) =>
    `zap/pool.New ${module}/pool/pool.go:${line} < sync.(*Pool).Get sync/pool.go:9`;
  const info = `example.org/zap.(*Logger).Info ${module}/zap.go:4 < shop.serve /src/shop/serve.go:3 < ${root}`;
  const kept = `example.org/zap.(*Logger).With ${module}/zap.go:7 < shop.loggerFor /src/shop/log.go:3 < ${root}`;
  const below = `shop.loggerFor /src/shop/log.go:3 < example.org/zap.(*Logger).each ${module}/zap.go:8 < main.main /src/shop/main.go:3`;
  const pooled = (i: number) =>
    [3, 4, 5].map((line) => `${i * 300} ${i * 300} 1024 ${made(line)} < ${info}`).join('\n');

  test.each([
    { name: 'nobody else grows', rows: () => '', first: 'shop.serve', verdict: 'confirmed' },
    {
      name: 'who takes from it grows along',
      rows: (i: number) => `${i * 900} ${i * 900} 128 ${kept}`,
      first: 'shop.loggerFor',
      verdict: 'confirmed',
    },
    {
      name: 'who takes from it grows in another course',
      rows: (i: number) => `${i > 3 ? 900 : 0} ${i > 3 ? 900 : 0} 128 ${kept}`,
      first: 'shop.serve',
      verdict: 'confirmed',
    },
    {
      name: 'who takes from it stays as it is',
      rows: (i: number) => `${900 + (i > 3 ? 1 : 0)} ${900 + i * 500} 128 ${kept}`,
      first: 'shop.serve',
      verdict: 'confirmed',
      drawing: { rateBytes: 4096 },
    },
    {
      name: 'its library calls who grows along',
      rows: (i: number) => `${i * 900} ${i * 900} 128 ${below}`,
      first: 'shop.serve',
      verdict: 'confirmed',
    },
  ])('$name: $first is named first', ({ rows, first, verdict, drawing }) => {
    const diff = check((i) => `${pooled(i)}\n${rows(i)}`, first, '', drawing ?? {});
    expect(diff.verdict).toBe(verdict);
    const serve = diff.culprits.find((one) => one.function === 'shop.serve');
    if (first !== 'shop.serve') expect(serve?.why).toContain('from which shop.loggerFor takes');
  });

  test('for a function that takes from it for whoever asks is kept by one of those', () => {
    const get =
      'shop/bufpool.init.func1 /src/shop/bufpool/pool.go:3 < sync.(*Pool).Get sync/pool.go:9 < shop/bufpool.Get /src/shop/bufpool/pool.go:6';
    const take = (i: number, by: string, part = 1) =>
      `${i * 300 * part} ${i * 300} 1024 ${get} < shop.${by} /src/shop/${by}.go:3 < ${root}`;
    const callers =
      'shop/bufpool.Get made it for its callers, and which of them keeps it is not seen';
    const diff = check(
      (i) => ['Mail', 'Print', 'Scale'].map((by) => take(i, by)).join('\n'),
      'shop/bufpool.Get',
      callers,
    );
    expect(diff.verdict).toBe('likely');
    check((i) => `${take(i, 'Mail', 0)}\n${take(i, 'Scale')}`, 'shop.Scale');
  });
});

test('without such a caller the library stays named', () => {
  check(
    (i) => `
      ${i * 900} ${i * 900} 8192 bufio.NewReaderSize bufio/bufio.go:3 < net/http.(*conn).serve net/http/server.go:3
      ${i * 300} ${i * 300} 64 shop.note /src/shop/note.go:2 < ${root}`,
    'shop.note',
  );
  check(
    (i) =>
      `${i * 900} ${i * 900} 8192 bufio.NewReaderSize bufio/bufio.go:3 < net/http.(*conn).serve net/http/server.go:3`,
    'net/http.(*conn).serve',
    'requests are kept, or connections: net/http makes them before any handler is called',
  );
});

/** A server that makes two objects of a request, and what the application does with it. */
function server(loop: string, app: (i: number) => string) {
  return (i: number) => `
    ${i * 900} ${i * 1900} 4096 net/textproto.readMIMEHeader net/textproto/reader.go:3 < ${loop}
    ${i * 900} ${i * 1900} 512 context.WithCancel context/context.go:3 < ${loop}
    ${app(i)}`;
}

const logged = 'shop.logged /src/shop/log.go:4';

test.each([
  ['net/http', 'net/http.(*conn).serve net/http/server.go:3'],
  [
    'net/http',
    'net/http.(*conn).serve /go/pkg/mod/golang.org/toolchain@v0.0.1-go1.24.0.linux-amd64/src/net/http/server.go:3',
  ],
  [
    'golang.org/x/net',
    'golang.org/x/net/http2.(*serverConn).processHeaders golang.org/x/net@v0.30.0/http2/server.go:3 < golang.org/x/net/http2.(*serverConn).serve golang.org/x/net@v0.30.0/http2/server.go:9',
  ],
  [
    'google.golang.org/grpc',
    'google.golang.org/grpc/internal/transport.(*http2Server).HandleStreams google.golang.org/grpc@v1.80.0/internal/transport/http2_server.go:3 < google.golang.org/grpc.(*Server).serveStreams google.golang.org/grpc@v1.80.0/server.go:9',
  ],
  [
    'github.com/valyala/fasthttp',
    'github.com/valyala/fasthttp.(*Server).serveConn github.com/valyala/fasthttp@v1.60.0/server.go:3 < github.com/valyala/fasthttp.(*workerPool).workerFunc github.com/valyala/fasthttp@v1.60.0/workerpool.go:9',
  ],
])('requests of %s that are kept go to who grows along, below its middleware', (name, loop) => {
  const diff = check(
    server(
      loop,
      (i) => `
        ${i * 60} ${i * 60} 256 shop.note /src/shop/note.go:2 < shop.pay /src/shop/pay.go:2 < ${logged} < ${loop}
        ${i * 50} ${i * 50} 256 ${logged} < ${loop}
        ${i * 30} ${9 + i * 900} 64 shop.show /src/shop/show.go:2 < ${logged} < ${loop}
        ${i > 3 ? 300 : 0} 400 512 shop.reload /src/shop/reload.go:2 < main.main /src/shop/main.go:3`,
    ),
    'shop.note',
    '',
    { rateBytes: 8192 },
  );
  const first = diff.culprits[0];
  expect(first?.confidence).toBe('likely');
  expect(first?.why).toContain(`requests are kept that ${name} made before any handler was called`);
  expect(first?.share).toBeGreaterThan(0.8);
});

test('what a router makes of requests goes to the handler that keeps them, though the middleware is sure', () => {
  const loop = 'net/http.(*conn).serve net/http/server.go:3';
  const routed = `example.org/router.(*Router).ServeHTTP example.org/router@v1.0.0/router.go:9 < ${logged} < ${loop}`;
  const rows = (handler: (i: number) => string) =>
    server(
      loop,
      (i) => `
        ${i * 300} ${i * 900} 1024 net/url.parseQuery net/url/url.go:3 < ${routed}
        ${handler(i)}`,
    );
  const note = (stack: string) => (i: number) => `${i * 40} ${i * 40} 256 shop.note ${stack}`;
  const kept = note(`/src/shop/note.go:2 < shop.order /src/shop/order.go:2 < ${routed}`);
  const named = check(rows(kept), 'shop.note', '', { rateBytes: 8192 });
  expect(named.culprits[0]?.share).toBeGreaterThan(0.9);
  // What never went through the router is no handler of it: then the middleware is who grows.
  const beside = note('/src/shop/note.go:2 < main.main /src/shop/main.go:3');
  check(rows(beside), 'shop.logged', '', { rateBytes: 8192 });
});

test('what a middleware derives from requests goes with them to the handler below it that keeps them', () => {
  const loop = 'net/http.(*conn).serve net/http/server.go:3';
  const derived = (by: string) =>
    `net/http.(*Request).WithContext net/http/request.go:9 < ${by} < ${loop}`;
  const rows = (name: string, by: string) =>
    server(
      loop,
      (i) => `
        ${i * 900} ${i * 900} 256 ${derived(by)}
        ${i * 900} ${i * 900} 64 context.WithValue context/context.go:9 < ${by} < ${loop}
        ${i * 900} ${i * 900} 128 shop.keep /src/shop/keep.go:2 < ${name} < ${loop}`,
    );
  const below = check(rows(`shop.order /src/shop/order.go:2 < ${logged}`, logged), 'shop.keep');
  expect(below.culprits).toHaveLength(1);
  // Who calls no handler did it for himself.
  check(rows('shop.order /src/shop/order.go:2', 'shop.poll /src/shop/poll.go:2'), 'shop.poll');
});

test('neither a middleware that derives requests nor who starts the server keeps them', () => {
  const loop = 'net/http.(*conn).serve net/http/server.go:3';
  const diff = check(
    server(
      loop,
      (i) => `
        ${i * 900} ${i * 900} 256 net/http.(*Request).WithContext net/http/request.go:9 < ${logged} < ${loop}
        ${i * 900} ${i * 900} 64 net.sockaddrToTCP net/tcp.go:9 < net/http.(*Server).Serve net/http/server.go:9 < shop.Listen /src/shop/listen.go:3
        ${5000 + i} ${5000 + i * 900} 64 shop.show /src/shop/show.go:2 < ${logged} < ${loop}`,
    ),
    'net/http.(*conn).serve',
    '',
    { rateBytes: 16 * 1024 },
  );
  expect(diff.verdict).toBe('likely');
  expect(diff.culprits.map(({ confidence }) => confidence)).not.toContain('confirmed');
});

test('where connections pile up nobody keeps what a middleware derives from their requests', () => {
  const loop = 'net/http.(*conn).serve net/http/server.go:3';
  const derived = `net/http.(*Request).WithContext net/http/request.go:9 < ${logged} < ${loop}`;
  const rows = (leaf: string) => (i: number) =>
    `
    ${i * 900} ${i * 900} 4096 ${leaf} < ${loop}
    ${i * 900} ${i * 900} 256 ${derived}`;
  check(rows('bufio.NewWriterSize bufio/bufio.go:3'), 'net/http.(*conn).serve');
  check(rows('net/textproto.readMIMEHeader net/textproto/reader.go:3'), 'shop.logged');
});

test('where nobody grows along the server is named, with who may keep its requests', () => {
  const loop = 'net/http.(*conn).serve net/http/server.go:3';
  const diff = check(
    server(
      loop,
      (i) => `
        ${i * 45} ${i * 45} 64 shop.note /src/shop/note.go:2 < ${logged} < ${loop}
        ${100 + i} ${i * 900} 64 shop.show /src/shop/show.go:2 < ${logged} < ${loop}`,
    ),
    'net/http.(*conn).serve',
    'requests are kept, or connections: net/http makes them before any handler is called',
    { rateBytes: 16 * 1024 },
  );
  expect(diff.verdict).toBe('likely');
  expect(diff.culprits[0]?.retainers.map((one) => one.function)).toContain('shop.note');
});

test.each([
  { forced: true, captures: 5, verdict: 'confirmed' },
  { forced: null, captures: 5, verdict: 'confirmed' },
  { forced: false, captures: 5, verdict: 'likely' },
  { forced: false, captures: 6, verdict: 'confirmed' },
] as const)('forced: $forced, $captures captures: $verdict', ({ forced, captures, verdict }) => {
  const bytes = Array.from({ length: captures }, (_, i) => ({
    bytes: heapBytes(`${i * 900} ${i * 900} 8192 shop.save /src/shop/save.go:2 < ${root}`),
    atMs: i * 2000,
  }));
  const diff = diffCaptures(bytes, 'heap', forced);
  expect(diff.ok && diff.value.verdict).toBe(verdict);
  expect(diff.ok && diff.value.warnings.join()).toContain(
    verdict === 'likely' ? 'without gc=1 a capture is up to two collections old' : '',
  );
});

test.each([
  {
    name: 'who asks a pool for what its New makes',
    stack: `shop.init.func1 /src/shop/pool.go:3 < sync.(*Pool).Get sync/pool.go:9 < shop.render /src/shop/render.go:4 < ${root}`,
    culprit: 'shop.render',
  },
  {
    name: 'a closure that a server calls',
    stack: `shop.init.func1 /src/shop/route.go:3 < net/http.HandlerFunc.ServeHTTP net/http/server.go:9 < shop.logged /src/shop/log.go:4 < ${root}`,
    culprit: 'shop.init.func1',
  },
  {
    name: 'the library that a main loop runs',
    stack:
      'bytes.Clone bytes/b.go:2 < github.com/x/q.fetch github.com/x/q@v1.0.0/q.go:2 < github.com/x/q.(*Consumer).Run github.com/x/q@v1.0.0/q.go:9 < main.main shop/main.go:4 < runtime.main runtime/proc.go:283',
    culprit: 'github.com/x/q.(*Consumer).Run',
  },
  {
    name: 'a main loop with nothing below it',
    stack: 'bytes.Clone bytes/b.go:2 < main.main shop/main.go:4 < runtime.main runtime/proc.go:283',
    culprit: 'main.main',
  },
])('named is $name', ({ stack, culprit }) => {
  check((i) => `${i * 900} ${i * 900} 8192 ${stack}`, culprit);
});

test.each([
  {
    name: 'a middleware of another library is a handler, and made it itself',
    stack:
      'github.com/x/mw.(*Limiter).take github.com/x/mw@v1.0.0/mw.go:2 < github.com/x/mw.Limit.func1 github.com/x/mw@v1.0.0/mw.go:9 < net/http.(*conn).serve net/http/server.go:5',
    culprit: 'github.com/x/mw.Limit',
  },
  {
    name: 'a database that the program embeds calls no handler',
    stack:
      'github.com/x/db.(*Server).insert github.com/x/db@v1.0.0/db.go:2 < github.com/x/db.(*conn).serve github.com/x/db@v1.0.0/db.go:9',
    culprit: 'github.com/x/db.(*Server).insert',
  },
])('no request of theirs is kept: $name', ({ stack, culprit }) => {
  check(
    (i) => `${i * 900} ${i * 900} 8192 ${stack}`,
    culprit,
    'no frame of the application is on its stacks',
  );
});

/** A stack of third-party calls from the leaf on, each `library function`. */
function foreign(...calls: readonly string[]): string {
  return calls
    .map((call) => {
      const [library, name] = call.split(' ');
      return `github.com/x/${library}.${name} github.com/x/${library}@v1.0.0/${library}.go:7`;
    })
    .join(' < ');
}

const served =
  'net/http.serverHandler.ServeHTTP net/http/server.go:7 < net/http.(*conn).serve net/http/server.go:5';

test.each([
  {
    name: 'a middleware that a router calls',
    stack: `${foreign('meters (*Vec).With', 'ginmeters Middleware.func1', 'gin (*Context).Next', 'gin Recovery.func1', 'gin (*Context).Next', 'gin (*Engine).ServeHTTP')} < ${served}`,
    culprit: 'github.com/x/ginmeters.Middleware',
  },
  {
    name: 'the innermost of several that call each other by net/http',
    stack: `${foreign('limit (*Store).Take', 'limit Handler.func1')} < net/http.HandlerFunc.ServeHTTP net/http/server.go:9 < ${foreign('logs Handler.func1.1')} < net/http.HandlerFunc.ServeHTTP net/http/server.go:9 < ${foreign('mux (*Router).ServeHTTP')} < ${served}`,
    culprit: 'github.com/x/limit.Handler',
  },
  {
    name: 'a middleware of a router that another server calls',
    stack: foreign(
      'attrs NewSet',
      'traces Middleware.func1.2',
      'traces Middleware.func1',
      'fibre (*App).next',
      'fibre (*App).handler',
      'fast (*Server).serveConn',
      'fast (*pool).start.func1',
    ),
    culprit: 'github.com/x/traces.Middleware',
  },
  {
    name: 'who implements what a stub calls',
    stack: foreign(
      'kv (*store).put',
      'kv (*service).Put',
      'kvpb _KV_Put_Handler',
      'rpc (*Server).processUnary',
      'rpc (*Server).serve.func1',
    ),
    culprit: 'github.com/x/kv.(*service).Put',
  },
  {
    name: 'who implements what a stub calls through interceptors',
    stack: foreign(
      'kv (*store).put',
      'kv (*service).Put',
      'kvpb _KV_Put_Handler.func1',
      'rpc chain.func1.1',
      'traces Intercept.func1',
      'rpc chain.func1',
      'kvpb _KV_Put_Handler',
      'rpc (*Server).processUnary',
      'rpc (*Server).serve.func1',
    ),
    culprit: 'github.com/x/kv.(*service).Put',
  },
  {
    name: 'the router itself, where nothing was given to it',
    stack: `${foreign('radix (*Tree).insert', 'mux (*Router).cache', 'mux (*Router).ServeHTTP')} < ${served}`,
    culprit: 'github.com/x/mux.(*Router).ServeHTTP',
  },
  {
    name: 'who calls back, where no request is handed on',
    stack: `${foreign('once (*Group).do.func1', 'once (*Group).Do', 'cache Keep')} < ${served}`,
    culprit: 'github.com/x/cache.Keep',
  },
])('without a frame of the application named is $name', ({ stack, culprit }) => {
  check((i) => `${i * 900} ${i * 900} 8192 ${stack}`, culprit);
});

/** A broker whose connections run in goroutines of its own: `read` is their loop. */
function broker(parts: Readonly<Record<string, number>>) {
  const at = (name: string) => `github.com/x/mq.${name} github.com/x/mq@v1.0.0/mq.go:7`;
  const loop = `${at('(*link).read')} < ${at('(*Broker).connect.func1')}`;
  return (i: number) =>
    Object.entries(parts)
      .map(([path, part]) => {
        const calls = path.split(' < ').map((name) => (name.includes('/') ? name : at(name)));
        return `${i * 10 * part} ${i * 10 * part} 8192 ${calls.join(' < ')} < ${loop}`;
      })
      .join('\n');
}

test.each([
  {
    name: 'the innermost function through which most of it has passed',
    parts: {
      'keyOf < (*Broker).subscribed < (*link).unsub': 60,
      '(*Broker).subscribed < (*link).sub': 30,
      '(*link).queue < (*link).flush': 10,
    },
    culprit: 'github.com/x/mq.(*Broker).subscribed',
  },
  {
    name: 'not what gives away what it makes, nor a plain function that has nothing to keep it in',
    parts: { 'clone < idOf < (*inflight).set': 100 },
    culprit: 'github.com/x/mq.(*inflight).set',
  },
  {
    name: 'not a pool that it takes from',
    parts: { '(*bufferPool).Get < (*link).acquireBuffer < (*Broker).store': 100 },
    culprit: 'github.com/x/mq.(*Broker).store',
  },
  {
    name: 'nothing of another library that it calls',
    parts: {
      'github.com/x/meters.(*Meter).init github.com/x/meters@v1.0.0/m.go:3 < (*link).open': 100,
    },
    culprit: 'github.com/x/mq.(*link).open',
  },
  {
    name: 'no plain function with type parameters either, where a method is on the way',
    parts: { 'index[go.shape.string] < (*inflight).set': 100 },
    culprit: 'github.com/x/mq.(*inflight).set',
  },
  {
    name: 'the loop, where it goes several ways',
    parts: { '(*link).sub': 40, '(*link).publish': 30, '(*link).ping': 30 },
    culprit: 'github.com/x/mq.(*link).read',
  },
])('of a loop that a library runs for everything: $name', ({ parts, culprit }) => {
  const diff = check(broker(parts), culprit, 'no frame of the application is on its stacks');
  expect(diff.verdict).toBe('likely');
});

test('of its calls the one that most of it passed through is shown', () => {
  const subscribed = (line: number) =>
    `github.com/x/mq.(*Broker).subscribed github.com/x/mq@v1.0.0/mq.go:${line}`;
  const parts = {
    [`${subscribed(41)} < (*link).unsub`]: 40,
    [`${subscribed(88)} < (*link).sub`]: 60,
  };
  const diff = check(broker(parts), 'github.com/x/mq.(*Broker).subscribed');
  expect(diff.culprits[0]?.line).toBe(88);
});

test('goroutines of a library are named by the loop that they run, not by where they wait', () => {
  const at = (name: string) => `github.com/x/mq.${name} github.com/x/mq@v1.0.0/mq.go:7`;
  const diff = diffCaptures(
    [0, 1, 2, 3, 4].map((i) => ({
      bytes: goroutineBytes(
        `${10 + i * 100} runtime.gopark runtime/proc.go:1 < ${at('(*queue).get')} < ${at('(*link).write')}`,
      ),
      atMs: i * 2000,
    })),
    'goroutine',
  );
  expect(diff.ok && diff.value.culprits[0]?.function).toBe('github.com/x/mq.(*link).write');
});

/** A parser of three functions, each of which allocates a third of what its caller keeps. */
function parser(caller: string) {
  return (i: number) =>
    ['object', 'array', 'text']
      .map(
        (name) =>
          `${i * 900} ${i * 900} 8192 shop/parse.${name} /src/shop/parse/${name}.go:3 < shop/parse.value /src/shop/parse/value.go:9 < ${caller}`,
      )
      .join('\n');
}

test('where growth fans out the lowest caller of all is named', () => {
  const inner = 'shop.reload /src/shop/reload.go:7 < shop.Step /src/shop/step.go:4';
  const diff = check(parser(`${inner} < ${root}`), 'shop/parse.value');
  expect(diff.culprits[0]).toMatchObject({ confidence: 'confirmed', share: 1 });
});

test('an entry point explains nothing: each of its leaks stays one', () => {
  const diff = check(
    (i) =>
      ['a', 'b', 'c']
        .map((name) => `${i * 900} ${i * 900} 8192 shop.${name} /src/shop/${name}.go:3 < ${root}`)
        .join('\n'),
    'shop.a',
  );
  expect(diff.culprits.map((one) => one.function)).toEqual(['shop.a', 'shop.b', 'shop.c']);
});

test('what replaces objects of the same size is no leak', () => {
  check(
    (i) => `
      ${1000 - i * 200} 1000 16384 shop.fill /src/shop/fill.go:2 < shop.init /src/shop/fill.go:1
      ${i * 200} ${i * 300} 16384 shop.remember /src/shop/fill.go:9 < ${root}`,
    undefined,
    'it replaces objects of the same size that shop.fill held',
  );
});

test('who is accused beyond doubt grew by more than what others of the package have lost', () => {
  const cache = (lost: number) => (i: number) =>
    `
    ${600 - i * lost} 600 16384 shop.fill /src/shop/fill.go:2 < shop.init /src/shop/fill.go:1
    ${i * 150} ${i * 150} 16384 shop.remember /src/shop/fill.go:9 < ${root}`;
  const drawing = { rateBytes: 512 * 1024 };
  const says = 'a part of it replaces objects of the same size that shop.fill held';
  expect(check(cache(45), 'shop.remember', says, drawing).verdict).toBe('likely');
  expect(check(cache(5), 'shop.remember', '', drawing).verdict).toBe('confirmed');
});

test.each([
  {
    name: 'a loss of a size of which it gained next to nothing',
    rows: (i: number) => `
      ${i * 10000} ${i * 10000} 64 shop.save /src/shop/save.go:4 < ${root}
      ${2e6 - i * 4e5} 2e6 64 shop.warm /src/shop/warm.go:2 < ${root}`,
  },
  {
    name: 'a level that falls with the traffic',
    rows: (i: number) => `
      ${9000 - i * 2000} ${9000 + i * 20000} 4096 shop.answer /src/shop/answer.go:2 < ${root}`,
  },
  {
    name: 'a package whose buffers of the size come and go',
    rows: (i: number) =>
      Array.from({ length: 40 }, (_, k) => {
        const held = 9000 + (((i * 7 + k * 13) % 11) - 5) * 300;
        return `${held} ${9000 + i * 20000} 4096 shop.buffer${k} /src/shop/buffer.go:${k + 1} < ${root}`;
      }).join('\n'),
  },
])('takes no certainty away: $name', ({ rows }) => {
  const leak = (i: number) =>
    `${i * 5000} ${i * 5000} 4096 shop.save /src/shop/save.go:2 < ${root}`;
  const drawing = { rateBytes: 512 * 1024 };
  expect(check((i) => `${leak(i)}\n${rows(i)}`, 'shop.save', '', drawing).verdict).toBe(
    'confirmed',
  );
});

test('what a package replaces itself excuses nobody else who grows by objects of that size', () => {
  const diff = check(
    (i) => `
      ${1000 - i * 200} 1000 16384 shop/cart.fill /src/shop/cart/fill.go:2 < shop/cart.init /src/shop/cart/fill.go:1
      ${i * 200} ${i * 300} 16384 shop/cart.remember /src/shop/cart/fill.go:9 < ${root}
      ${i * 210} ${i * 210} 16384 shop/reports.keep /src/shop/reports/keep.go:5 < ${root}`,
    'shop/reports.keep',
  );
  expect(diff.culprits.map((one) => one.function)).toEqual(['shop/reports.keep']);
});

describe('what is handed to a goroutine of the application', () => {
  const made = (i: number) =>
    `${i * 2000} ${i * 2000} 512 shop.accept /src/shop/accept.go:4 < ${root}`;
  const map = (stack: string) => (i: number) =>
    `${made(i)}
    ${1 + i * 40} ${1 + i * 80} 27264 ${stack}`;
  const loop = 'shop.(*Book).absorb /src/shop/book.go:8 < shop.(*Book).loop /src/shop/book.go:3';

  test('makes who sends it no more than likely, and who takes it may keep it', () => {
    const diff = check(
      (i) => `${made(i)}
        ${1 + i * 8} ${1 + i * 16} 27264 ${loop}`,
      'shop.accept',
      'shop.(*Book).absorb may keep what shop.accept makes: in a goroutine of its own, a map',
    );
    expect(diff.verdict).toBe('likely');
    expect(diff.culprits[0]?.retainers.map((one) => one.function)).toEqual(['shop.(*Book).absorb']);
  });

  test.each([
    {
      name: 'a loop of main',
      stack: 'shop.note /src/shop/note.go:8 < main.main /src/shop/main.go:3',
    },
    {
      name: 'what a library calls',
      stack:
        'shop.note /src/shop/note.go:8 < example.org/cron.(*Cron).run example.org/cron@v1.0.0/cron.go:3',
    },
  ])('$name takes nothing from a channel', ({ stack }) => {
    const diff = diffOf(map(stack), {});
    const accept = diff.culprits.find((one) => one.function === 'shop.accept');
    expect(accept).toMatchObject({ retainers: [] });
  });
});

test.each<{ name: string; rows: (i: number) => string; retainers: string[]; why?: string }>([
  {
    name: 'a list',
    rows: (i) =>
      `${i * 2000} ${i * 2000} 48 container/list.(*List).PushFront container/list/list.go:4 < shop.(*lru).grow /src/shop/lru.go:8 < ${root}`,
    retainers: ['shop.(*lru).grow'],
    why: 'a list that it adds to grows along (inferred)',
  },
  {
    name: 'a slice that outgrows its arrays',
    rows: (i) =>
      [0, 1, 2, 3, 4]
        .slice(0, i + 1)
        .map(
          (k) => `${k === i ? 1 : 0} 1 ${40960 << k} shop.gather /src/shop/gather.go:8 < ${root}`,
        )
        .join('\n'),
    retainers: ['shop.gather'],
    why: 'a slice or map that it appends to grows along (inferred)',
  },
  {
    name: 'slices of many keys that outgrow their arrays',
    rows: (i) =>
      [1024, 8192, 32768, 57344]
        .slice(0, i)
        .map(
          (size, k) =>
            `${k === i - 1 ? 5 : 0} 5 ${size} shop.(*Hook).Run /src/shop/hook.go:8 < ${root}`,
        )
        .join('\n'),
    retainers: ['shop.(*Hook).Run'],
    why: 'a slice or map that it appends to grows along (inferred)',
  },
  {
    name: 'buffers of some sizes, of which one is pooled',
    rows: (i) =>
      [1024, 8192, 32768, 57344]
        .map(
          (size) =>
            `${size === 57344 ? i : 0} ${i * 50} ${size} shop.read /src/shop/read.go:8 < ${root}`,
        )
        .join('\n'),
    retainers: [],
  },
  {
    name: 'a map that splits its tables',
    rows: (i) =>
      `${1 + i * 40} ${1 + i * 80} 27264 shop.(*Live).OnStart /src/shop/live.go:8 < ${root}`,
    retainers: ['shop.(*Live).OnStart'],
    why: 'a map that it adds to grows along (inferred)',
  },
  {
    name: 'buffers of a size that no table has, half of which stay',
    rows: (i) =>
      `${1 + i * 40} ${1 + i * 80} 32768 shop.(*Live).OnStart /src/shop/live.go:8 < ${root}`,
    retainers: [],
  },
  {
    name: 'what is as large as a table and all stays',
    rows: (i) => `${i * 40} ${i * 40} 27264 shop.(*Live).OnStart /src/shop/live.go:8 < ${root}`,
    retainers: [],
  },
  {
    name: 'a cache of its own that grows along',
    rows: (i) => `${i * 100} ${i * 100} 64 shop.(*index).Put /src/shop/index.go:8 < ${root}`,
    retainers: ['shop.(*index).Put'],
    why: 'by its name it stores',
  },
  {
    name: 'a list of somebody else',
    rows: (i) =>
      `${i * 2000} ${i * 2000} 48 container/list.(*List).PushFront container/list/list.go:4 < mail.queue /src/mail/queue.go:8 < mail.Run /src/mail/run.go:3`,
    retainers: [],
  },
  {
    name: 'a list that is as long as before',
    rows: (i) =>
      `4000 ${4000 + i * 2000} 48 container/list.(*List).PushFront container/list/list.go:4 < shop.(*lru).grow /src/shop/lru.go:8 < ${root}`,
    retainers: [],
  },
  {
    name: 'buffers of many sizes',
    rows: (i) =>
      [1, 2, 3, 4]
        .map((k) => `${i} ${9 + i * 50} ${40960 * k} shop.read /src/shop/read.go:8 < ${root}`)
        .join('\n'),
    retainers: [],
  },
])('who may hold it: $name', ({ rows, retainers, why }) => {
  const leak = 'shop.draw /src/shop/draw.go:5';
  const diff = diffOf((i) => `${i * 2000} ${i * 2000} 4096 ${leak} < ${root}\n${rows(i)}`, {});
  const culprit = diff.culprits.find((one) => one.function === 'shop.draw');
  expect(culprit?.retainers.map((one) => one.function)).toEqual(retainers);
  if (why !== undefined) expect(culprit?.retainers[0]?.why).toContain(why);
});

const worker = 'shop/pool.(*Pool).work /src/shop/pool/pool.go:9';

test.each([
  {
    name: 'a closure that was folded into main belongs to the package of its file',
    stack: `main.main.func1.(*Model).Run.2 /src/shop/model/model.go:28 < ${worker}`,
    beside: 'shop/model.New /src/shop/model/new.go:3',
    culprit: { function: 'shop/model.(*Model).Run', package: 'shop/model' },
  },
  {
    name: 'also when no other function of that package is there: by the module above it',
    stack: `main.main.func1.(*Model).Run.2 /src/shop/model/model.go:28 < ${worker}`,
    beside: 'shop/db.load /src/shop/db/load.go:3',
    culprit: { function: 'shop/model.(*Model).Run', package: 'shop/model' },
  },
  {
    name: 'a closure of a library that was folded into the application is the library',
    stack: `shop/kit.New.Recover.func8.1 /go/pkg/mod/github.com/x/mw@v1.0.0/recover.go:9 < ${worker}`,
    beside: 'github.com/x/mw.Use /go/pkg/mod/github.com/x/mw@v1.0.0/use.go:4',
    culprit: { function: 'shop/pool.(*Pool).work', kind: 'application' },
  },
  {
    name: 'a closure of a library of which nothing else is there is told by its folder in the module cache',
    stack: `shop/kit.New.Limit.func1 /go/pkg/mod/github.com/!x/mw@v1.0.0+incompatible/sub/limit.go:9 < net/http.(*conn).serve net/http/server.go:3`,
    beside: 'shop/db.load /src/shop/db/load.go:3',
    culprit: { function: 'github.com/X/mw/sub.Limit', package: 'github.com/X/mw/sub' },
  },
  {
    name: 'of the standard library, also of a toolchain that lies in the module cache',
    stack:
      'net/http.(*Transport).dial.func1 /go/pkg/mod/golang.org/toolchain@v0.0.1-go1.24.0.linux-amd64/src/net/http/transport.go:9',
    beside: 'shop/db.load /src/shop/db/load.go:3',
    culprit: {
      function: 'net/http.(*Transport).dial',
      package: 'net/http',
      kind: 'standard-library',
    },
  },
  {
    name: 'of a module cache that lies elsewhere, by its name',
    stack: `github.com/x/mw.Limit.func1 /cache/github.com/x/mw@v1.0.0/limit.go:9 < net/http.(*conn).serve net/http/server.go:3`,
    beside: 'shop/db.load /src/shop/db/load.go:3',
    culprit: { function: 'github.com/x/mw.Limit', package: 'github.com/x/mw' },
  },
  {
    name: 'a loop body of a folded function',
    stack:
      'shop/load.Step.load-range1 /src/shop/load/load.go:27 < shop/load.Step /src/shop/load/load.go:13',
    beside: 'shop/load.Step /src/shop/load/load.go:13',
    culprit: { function: 'shop/load.load' },
  },
  {
    name: 'a closure of a method of a value',
    stack: `shop/load.Table.Fill.func1 /src/shop/load/load.go:27 < ${worker}`,
    beside: 'shop/load.Read /src/shop/load/load.go:13',
    culprit: { function: 'shop/load.Table.Fill' },
  },
])('whose closure: $name', ({ stack, beside, culprit }) => {
  const diff = diffOf(
    (i) => `
      ${i * 2000} ${i * 2000} 4096 ${stack} < runtime.goexit runtime/asm.s:1
      9 ${9 + i} 64 ${beside} < main.main /src/shop/cmd/main.go:4`,
    {},
  );
  expect(diff.culprits[0]).toMatchObject(culprit);
});

test('a program that was installed from the module cache is the application, and its libraries are not', () => {
  const at = (name: string, module = 'github.com/x/shop') =>
    `${module}/${name} /go/pkg/mod/${module}@v1.2.0/a.go:7`;
  const diff = check(
    (i) => `
      ${i * 900} ${i * 900} 8192 ${at('lru.(*Cache).Add', 'github.com/y/kv')} < ${at('store.(*Bills).keep')} < ${at('web.Pay')} < net/http.(*conn).serve net/http/server.go:5
      9 9 64 main.load /go/pkg/mod/github.com/x/shop@v1.2.0/cmd/shop/main.go:8 < main.main /go/pkg/mod/github.com/x/shop@v1.2.0/cmd/shop/main.go:4`,
    'github.com/x/shop/store.(*Bills).keep',
  );
  expect(diff.culprits[0]).toMatchObject({ kind: 'application', confidence: 'confirmed' });
});

test('buffers of which each capture catches another number are no confirmed leak', () => {
  const held = [1, 2, 3, 3, 4];
  const diff = diffOf(
    (i) => `${held[i]} ${9 + i * 40} 700000 shop.zip /src/shop/zip.go:5 < ${root}`,
    { rateBytes: 512 * 1024 },
  );
  expect(diff.verdict).not.toBe('confirmed');
});

test('one loss does not excuse what two have gained', () => {
  const diff = diffOf(
    (i) => `
      ${900 - i * 200} 1000 16384 shop.fill /src/shop/fill.go:2 < shop.init /src/shop/fill.go:1
      ${i * 200} ${i * 300} 16384 shop.remember /src/shop/fill.go:9 < ${root}
      ${i * 210} ${i * 210} 16384 shop.report /src/shop/report.go:9 < ${root}`,
    {},
  );
  expect(diff.culprits.map((one) => one.function)).toContain('shop.report');
});
