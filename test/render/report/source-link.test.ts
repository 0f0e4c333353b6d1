import { expect, test } from 'vitest';
import type { Labels } from '../../../src/model/labels.ts';
import { sourceLink } from '../../../src/render/report/source-link.ts';

type Case = readonly [
  name: string,
  frame: readonly [string, string, number],
  labels: Labels,
  url: string | null,
  isExact?: boolean,
];

const shop = 'https://github.com/acme/shop';

const cases: readonly Case[] = [
  [
    'a module of the cache, at its version',
    ['github.com/acme/kit/pool.Get', '/go/pkg/mod/github.com/acme/kit@v1.2.3/pool/pool.go', 12],
    {},
    'https://github.com/acme/kit/blob/v1.2.3/pool/pool.go#L12',
    true,
  ],
  [
    'the same with -trimpath, of a second major version',
    ['github.com/acme/kit/v2/pool.Get', 'github.com/acme/kit/v2@v2.0.1/pool/pool.go', 12],
    {},
    'https://github.com/acme/kit/blob/v2.0.1/pool/pool.go#L12',
    true,
  ],
  [
    'a module below the root of its repository',
    ['github.com/acme/kit/sub.Get', 'github.com/acme/kit/sub@v0.3.0/get.go', 7],
    {},
    'https://github.com/acme/kit/blob/sub%2Fv0.3.0/sub/get.go#L7',
    true,
  ],
  [
    'a pseudo-version is a commit, and capitals are escaped in the cache',
    [
      'github.com/Acme/kit.Get',
      '/root/go/pkg/mod/github.com/!acme/kit@v0.0.0-20240102030405-0123456789ab/get.go',
      7,
    ],
    {},
    'https://github.com/Acme/kit/blob/0123456789ab/get.go#L7',
    true,
  ],
  [
    'golang.org/x has a mirror',
    [
      'golang.org/x/net/http2.(*Framer).Read',
      '/go/pkg/mod/golang.org/x/net@v0.30.0/http2/frame.go',
      0,
    ],
    {},
    'https://github.com/golang/net/blob/v0.30.0/http2/frame.go',
    true,
  ],
  [
    'the program itself, by its package',
    ['github.com/acme/shop/cart.Add', '/build/cart/add.go', 3],
    {},
    `${shop}/blob/HEAD/cart/add.go#L3`,
    false,
  ],
  [
    'with the repository and the commit that its labels tell',
    ['shop/cart.(*Cart).Add', '/build/cart/add.go', 3],
    { service_repository: 'git@github.com:acme/shop.git', service_git_ref: 'deadbeef' },
    `${shop}/blob/deadbeef/cart/add.go#L3`,
    true,
  ],
  [
    'on a GitLab of one’s own',
    ['gitlab.acme.example/team/shop/cart.Add', '/build/cart/add.go', 3],
    { repository: 'https://gitlab.acme.example/team/shop' },
    'https://gitlab.acme.example/team/shop/-/blob/HEAD/cart/add.go#L3',
    false,
  ],
  [
    'main, where the path is trimmed',
    ['main.run', 'shop/cmd/run.go', 3],
    { repository: shop },
    `${shop}/blob/HEAD/cmd/run.go#L3`,
  ],
  ['main, built at an absolute path', ['main.run', '/build/run.go', 3], { repository: shop }, null],
  ['nobody says', ['shop/cart.Add', '/build/cart/add.go', 3], {}, null],
  [
    'a label that is no address',
    ['shop/cart.Add', '/b/add.go', 3],
    { repository: 'javascript:alert(1)//x' },
    null,
  ],
  [
    'a label that leads elsewhere than it says',
    ['shop/cart.Add', '/b/add.go', 3],
    { repository: 'https://user:pw@evil.example/x' },
    null,
  ],
];

test.each(cases.map((one) => ({ one, name: one[0] })))('$name', ({ one }) => {
  const [, [name, file, line], labels, url, isExact] = one;
  const link = sourceLink({ function: name, file, line }, labels);
  expect(link?.url ?? null).toBe(url);
  if (isExact !== undefined) expect(link?.isExact).toBe(isExact);
});
