import { expect, test } from 'vitest';
import { chooseSite } from '../../src/profile/choose-site.ts';
import { classifyFrame, mainModule } from '../../src/profile/classify-frame.ts';
import { ownName, packageOf, shownName } from '../../src/profile/function-name.ts';
import { givesAway } from '../../src/profile/gives-away.ts';
import { isObserver } from '../../src/profile/observer.ts';

test.each([
  ['net/http.(*conn).serve', '/usr/lib/go-1.19/src/net/http/server.go', 'standard-library'],
  ['net/http.(*conn).serve', '/usr/local/go/src/net/http/server.go', 'standard-library'],
  ['net/http.(*conn).serve', 'net/http/server.go', 'standard-library'],
  [
    'net/http.(*conn).serve',
    '/root/go/pkg/mod/golang.org/toolchain@v0.0.1-go1.26.8.linux-amd64/src/net/http/server.go',
    'standard-library',
  ],
  [
    'vendor/golang.org/x/net/http2/hpack.Encode',
    '/usr/local/go/src/vendor/golang.org/x/net/http2/hpack/encode.go',
    'standard-library',
  ],
  ['internal/poll.runtime_pollWait', '/usr/lib/go-1.19/src/runtime/netpoll.go', 'standard-library'],
  ['runtime.malg', '/usr/local/go/src/runtime/proc.go', 'runtime'],
  ['runtime.malg', 'runtime/proc.go', 'runtime'],
  ['runtime.malg', '', 'runtime'],
  ['internal/runtime/maps.newTable', 'internal/runtime/maps/table.go', 'runtime'],
  ['github.com/x/y.Z', '/root/go/pkg/mod/github.com/x/y@v1.2.3/z.go', 'third-party'],
  ['github.com/x/y.Z', 'github.com/x/y@v1.2.3/z.go', 'third-party'],
  ['github.com/x/y.Z', '/drone/src/vendor/github.com/x/y/z.go', 'third-party'],
  ['github.com/acme/shop/api.(*Server).Serve', '/src/shop/api/api.go', 'application'],
  [
    'github.com/acme/shop/internal/cache.(*Map[...]).Set',
    '/src/shop/internal/cache/cache.go',
    'application',
  ],
  ['goleaky/repo.SaveReport', 'goleaky/repo/repo.go', 'application'],
  ['main.main', 'goleaky/main.go', 'application'],
  ['log/shipper.Send', 'log/shipper/send.go', 'application'],
  ['saveReport', 'file:///srv/app/store.js', 'application'],
  ['saveReport', 'src/store.ts', 'application'],
  ['(anonymous)', '/srv/app/store.mjs', 'application'],
  ['push', '/srv/app/node_modules/lib/index.js', 'third-party'],
  ['emit', 'node:events', 'runtime'],
  ['(root)', '', 'runtime'],
  ['(garbage collector)', '', 'runtime'],
])('%s in %s is %s', (name, file, kind) => {
  expect(classifyFrame({ function: name, file }, 'log/shipper')).toBe(kind);
});

test.each([
  [[['main.main', 'goleaky/main.go']], 'goleaky'],
  [[['main.main', 'example.org/a/cmd/server/main.go']], 'example.org/a'],
  [[['main.main', '/src/a/main.go']], ''],
  [
    [['main.main', '/root/go/pkg/mod/github.com/!a/b/v2@v2.1.0/cmd/b/main.go']],
    'github.com/A/b/v2',
  ],
  [[['main.main', 'github.com/a/b@v1.1.0/main.go']], 'github.com/a/b'],
  [
    [
      [
        'main.main',
        '/go/pkg/mod/golang.org/toolchain@v0.0.1-go1.24.0.linux-amd64/src/cmd/go/main.go',
      ],
    ],
    '',
  ],
  [
    [
      ['main.main', './main.go'],
      ['a.b', 'a/b.go'],
    ],
    '',
  ],
  [[], ''],
])('the module of %j is %j', (functions, module) => {
  expect(mainModule(functions.map(([name = '', file = '']) => ({ function: name, file })))).toBe(
    module,
  );
});

test.each([
  ['github.com/acme/shop/api.(*Server).Serve', 'github.com/acme/shop/api'],
  ['cache.(*Map[github.com/x/y.Key,int]).Set', 'cache'],
  ['gopkg.in/yaml%2ev3.Unmarshal', 'gopkg.in/yaml.v3'],
  ['main.main', 'main'],
  ['saveReport', ''],
])('the package of %s is %s', (name, expected) => {
  expect(packageOf(name)).toBe(expected);
});

test.each([
  ['repo.Save.func1', 'repo.Save'],
  ['repo.Save.func1.2', 'repo.Save'],
  ['repo.(*Store).Save-fm', 'repo.(*Store).Save'],
  ['repo.Save.gowrap1', 'repo.Save'],
  ['repo.Save-range1', 'repo.Save'],
  ['repo.glob..func1', 'repo.glob..func1'],
  ['repo.init.func3', 'repo.init.func3'],
  ['cache.(*Map[go.shape.string,[]uint8]).Set', 'cache.(*Map[...]).Set'],
  ['cache.(*Map[...]).Set.func2', 'cache.(*Map[...]).Set'],
  ['example.org/a.func1/b.Save', 'example.org/a.func1/b.Save'],
  ['main.main.(*T).handler.func5', 'main.(*T).handler'],
  ['main.main.free.func6', 'main.free'],
  ['main.main.gen[go.shape.int].func8', 'main.gen[...]'],
  ['[Symbol.iterator]', '[Symbol.iterator]'],
  ['get [foo]', 'get [foo]'],
  ['main.main.main.func2.func9', 'main.main'],
  ['main.main.(*T).outer.free.func10', 'main.free'],
  ['main.main.V.each.func7', 'main.V.each'],
  ['main.main.func1.free.func2', 'main.free'],
  ['main.main.func4', 'main.main'],
  ['example.org/shop.V.each.func1', 'example.org/shop.V.each'],
  ['example.org/shop.(*T).each.func1', 'example.org/shop.(*T).each'],
])('%s is shown as %s', (name, expected) => {
  expect(shownName(name)).toBe(expected);
});

test.each([
  ['gopkg.in/yaml%2ev3.unmarshal', 'unmarshal'],
  ['gopkg.in/yaml%2ev3.(*Decoder).Decode', '(*Decoder).Decode'],
  ['example.org/kv.(*Map[...]).Set', '(*Map[...]).Set'],
  [
    'example.org/kv.Load[go.shape.struct { example.org/a.B }]',
    'Load[go.shape.struct { example.org/a.B }]',
  ],
  ['_cgo_allocate', '_cgo_allocate'],
])('%s is called %s in its package', (name, expected) => {
  expect(ownName(name)).toBe(expected);
});

test('what gives away is told in a package with a dot as in any other', () => {
  expect(givesAway('gopkg.in/yaml%2ev3.unmarshal')).toBe(true);
  expect(givesAway('gopkg.in/yaml%2ev3.(*Decoder).Decode')).toBe(false);
});

test.each([
  [['runtime', 'standard-library', 'application', 'application'], 2],
  [['standard-library', 'third-party', 'standard-library', 'third-party', 'runtime'], 3],
  [['runtime', 'standard-library', 'standard-library', 'runtime'], 2],
  [['runtime'], 0],
  [[], -1],
] as const)('of %j the site is %i', (kinds, at) => {
  expect(chooseSite(kinds)).toBe(at);
});

test.each([
  ['runtime/pprof.writeHeap', '', true],
  ['net/http/pprof.Index', '', true],
  ['runtime/pprof.Do', '', false],
  ['Session.post', 'node:inspector', true],
  ['main.main', '', false],
])('%s observes: %s', (name, file, expected) => {
  expect(isObserver({ function: name, file })).toBe(expected);
});
