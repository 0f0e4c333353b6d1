// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the templates of Go's regexp have these.
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Labels } from '../../src/model/labels.ts';
import { type RelabelRule, relabelDefaults } from '../../src/model/relabel.ts';
import { compileRelabelling } from '../../src/relabel/compile-relabelling.ts';

function relabel(labels: Labels, ...rules: readonly Partial<RelabelRule>[]): Labels | null {
  const compiled = compileRelabelling(rules.map((rule) => ({ ...relabelDefaults, ...rule })));
  if (!compiled.ok) throw new Error(compiled.reason);
  return compiled.value(labels);
}

/** `a=foo b=bar` → labels; a value has no blank. */
function labelsOf(text: string): Labels {
  return Object.fromEntries(
    text
      .split(' ')
      .filter(Boolean)
      .map((pair) => [
        pair.slice(0, pair.indexOf('=')),
        pair.slice(pair.indexOf('=') + 1).replaceAll('\\n', '\n'),
      ]),
  );
}

type Case = readonly [
  what: string,
  given: string,
  rules: readonly Partial<RelabelRule>[],
  out: string | null,
];

const port: Partial<RelabelRule> = {
  sourceLabels: ['__address__', 'port'],
  regex: '([^:]+)(?::\\d+)?;(\\d+)',
  replacement: '$1:$2',
  targetLabel: '__address__',
};

test.each<Case>([
  ['the default copies', 'a=foo', [{ sourceLabels: ['a'], targetLabel: 'b' }], 'a=foo b=foo'],
  ['a constant', 'a=1', [{ targetLabel: 'b', replacement: 'x' }], 'a=1 b=x'],
  ['a port of an annotation', '__address__=h:80 port=90', [port], '__address__=h:90 port=90'],
  ['a port where there was none', '__address__=h port=90', [port], '__address__=h:90 port=90'],
  ['no match, no change', '__address__=h:80', [port], '__address__=h:80'],
  [
    'an IPv6 address keeps its port',
    '__address__=[::1]:80 port=90',
    [port],
    '__address__=[::1]:80 port=90',
  ],
  [
    'groups twice, by two names',
    'a=foo',
    [{ sourceLabels: ['a'], regex: 'f(.*)', targetLabel: 'd', replacement: 'ch${1}-ch$1' }],
    'a=foo d=choo-choo',
  ],
  [
    'rules see what rules before them did',
    'a=foo b=bar c=baz',
    [
      { sourceLabels: ['a', 'b'], regex: 'f(.*);(.*)r', targetLabel: 'a', replacement: 'b$1${2}m' },
      {
        sourceLabels: ['c', 'a'],
        regex: '(b).*b(.*)ba(.*)',
        targetLabel: 'd',
        replacement: '$1$2$2$3',
      },
    ],
    'a=boobam b=bar c=baz d=boooom',
  ],
  [
    'a name of a group, a number that is longer than meant',
    'a=foo',
    [
      {
        sourceLabels: ['a'],
        regex: '(?P<x>f)(.*)',
        targetLabel: 'b',
        replacement: '$x-${x}-$1y-$$',
      },
      { sourceLabels: ['a'], regex: '(f)(.*)', targetLabel: 'c', replacement: '$9$01[$' },
    ],
    'a=foo b=f-f--$ c=[$',
  ],
  [
    'a separator of its own',
    'a=x b=y',
    [{ sourceLabels: ['a', 'b', 'none'], separator: '/', targetLabel: 'c' }],
    'a=x b=y c=x/y/',
  ],
  ['nothing deletes', 'a=x b=y', [{ targetLabel: 'b', replacement: '' }], 'a=x'],
  [
    'a target from a group',
    'a=some-name-value',
    [
      {
        sourceLabels: ['a'],
        regex: 'some-([^-]+)-([^,]+)',
        targetLabel: '$1',
        replacement: '${2}',
      },
    ],
    'a=some-name-value name=value',
  ],
  [
    'a target that is none of the older names',
    'a=0',
    [{ sourceLabels: ['a'], targetLabel: '$1', replacement: 'x', names: 'legacy' }],
    'a=0',
  ],
  [
    'any text is a name since version 3',
    'a=über.1',
    [{ sourceLabels: ['a'], targetLabel: 'x/$1', replacement: 'y' }],
    'a=über.1 x/über.1=y',
  ],
  [
    'no text is no name',
    'a=0',
    [{ sourceLabels: ['a'], targetLabel: '$2', replacement: 'x' }],
    'a=0',
  ],
  [
    'names with dots are read, put together and dropped',
    'k8s.pod.name=p http.status=200 a.b=c',
    [
      {
        sourceLabels: ['k8s.pod.name', 'http.status'],
        targetLabel: 'both.of.them',
        separator: '/',
      },
      { action: 'labeldrop', regex: 'a\\..*' },
    ],
    'k8s.pod.name=p http.status=200 both.of.them=p/200',
  ],
  ['keep', 'a=foo', [{ action: 'keep', sourceLabels: ['a'], regex: 'f.*' }], 'a=foo'],
  ['keep is anchored', 'a=foo', [{ action: 'keep', sourceLabels: ['a'], regex: 'f' }], null],
  ['drop', 'a=foo', [{ action: 'drop', sourceLabels: ['a'], regex: '.*o' }], null],
  ['drop is anchored', 'a=foo', [{ action: 'drop', sourceLabels: ['a'], regex: 'f|o' }], 'a=foo'],
  [
    'alternatives are anchored together',
    'a=foo',
    [{ action: 'drop', sourceLabels: ['a'], regex: 'x|foo' }],
    null,
  ],
  [
    'a dot takes a line break, an end is the end',
    'a=l1\\nl2 b=x\\n',
    [
      { action: 'keep', sourceLabels: ['a'], regex: 'l1.l2' },
      { action: 'drop', sourceLabels: ['b'], regex: 'x' },
    ],
    'a=l1\\nl2 b=x\\n',
  ],
  [
    'an absent label is an empty one',
    'a=1',
    [{ action: 'keep', sourceLabels: ['b'], regex: '' }],
    'a=1',
  ],
  [
    'keepequal',
    'a=1 b=1',
    [{ action: 'keepequal', sourceLabels: ['a'], targetLabel: 'b' }],
    'a=1 b=1',
  ],
  [
    'keepequal of others',
    'a=1',
    [{ action: 'keepequal', sourceLabels: ['a'], targetLabel: 'b' }],
    null,
  ],
  ['dropequal', 'a=1 b=1', [{ action: 'dropequal', sourceLabels: ['a'], targetLabel: 'b' }], null],
  [
    'dropequal of others',
    'a=1 b=2',
    [{ action: 'dropequal', sourceLabels: ['a'], targetLabel: 'b' }],
    'a=1 b=2',
  ],
  [
    'hashmod, as Prometheus counts it',
    'c=baz',
    [{ action: 'hashmod', sourceLabels: ['c'], targetLabel: 'd', modulus: 1000n }],
    'c=baz d=976',
  ],
  [
    'hashmod over a line break',
    'a=foo\\nbar',
    [{ action: 'hashmod', sourceLabels: ['a'], targetLabel: 'b', modulus: 1000n }],
    'a=foo\\nbar b=734',
  ],
  [
    'labelmap',
    'a=1 __meta_x_b=2 __meta_x_c=3',
    [{ action: 'labelmap', regex: '__meta_x_(.+)' }],
    '__meta_x_b=2 __meta_x_c=3 a=1 b=2 c=3',
  ],
  [
    'labelmap with a prefix',
    'b1=x',
    [{ action: 'labelmap', regex: '(b.*)', replacement: 'bar_${1}' }],
    'b1=x bar_b1=x',
  ],
  [
    'labelmap to none of the older names',
    'a1=x',
    [{ action: 'labelmap', regex: 'a(.)', names: 'legacy' }],
    'a1=x',
  ],
  [
    'labelmap to a name with dots',
    '__meta_x=1',
    [{ action: 'labelmap', regex: '__meta_(.+)', replacement: 'k8s.$1' }],
    '__meta_x=1 k8s.x=1',
  ],
  ['labelmap to no name', 'a1=x', [{ action: 'labelmap', regex: 'a1(.?)' }], 'a1=x'],
  [
    'labelmap twice to one name: the last in order of the alphabet',
    'b=2 a=1 c=3',
    [{ action: 'labelmap', regex: '[abc]', replacement: 'd' }],
    'a=1 b=2 c=3 d=3',
  ],
  ['labeldrop', 'a=1 b1=2 b2=3', [{ action: 'labeldrop', regex: 'b.*' }], 'a=1'],
  ['labelkeep', 'a=1 b1=2 b2=3', [{ action: 'labelkeep', regex: 'b.*' }], 'b1=2 b2=3'],
  [
    'case',
    'a=bAr123ß',
    [
      { action: 'uppercase', sourceLabels: ['a'], targetLabel: 'u' },
      { action: 'lowercase', sourceLabels: ['a'], targetLabel: 'l' },
    ],
    'a=bAr123ß l=bar123ß u=BAR123ß',
  ],
  [
    'a sigma at the end of a word is a sigma',
    'a=ΑΣ',
    [{ action: 'lowercase', sourceLabels: ['a'], targetLabel: 'a' }],
    'a=ας'.replace('ς', 'σ'),
  ],
  [
    'a shard',
    '__address__=10.0.0.1:80',
    [
      { action: 'hashmod', sourceLabels: ['__address__'], targetLabel: '__tmp_hash', modulus: 1n },
      { action: 'keep', sourceLabels: ['__tmp_hash'], regex: '0' },
    ],
    '__address__=10.0.0.1:80 __tmp_hash=0',
  ],
])('%s', (_, given, rules, out) => {
  expect(relabel(labelsOf(given), ...rules)).toEqual(out === null ? null : labelsOf(out));
});

test('an expression that is none is told, with what is wrong about it', () => {
  const bad = compileRelabelling([{ ...relabelDefaults, regex: 'a(b' }]);
  expect(bad).toMatchObject({ ok: false, reason: expect.stringContaining('"a(b" is no regular') });
});

test('an expression that takes others for ever takes a moment', () => {
  const started = performance.now();
  relabel({ a: 'a'.repeat(50_000) }, { action: 'keep', sourceLabels: ['a'], regex: '(a*)*b' });
  expect(performance.now() - started).toBeLessThan(2000);
});

const someLabels = fc.dictionary(fc.stringMatching(/^[a-z_]{1,6}$/), fc.string({ maxLength: 8 }), {
  maxKeys: 6,
});

test('hashmod is below its modulus, of the whole of uint64, and the same for the same text', () => {
  fc.assert(
    fc.property(fc.string(), fc.bigInt(1n, 2n ** 64n - 1n), (text, modulus) => {
      const rule = { action: 'hashmod', sourceLabels: ['a'], targetLabel: 'b', modulus } as const;
      const hash = BigInt(relabel({ a: text }, rule)?.['b'] ?? -1);
      const digest = createHash('md5').update(text).digest('hex').slice(16);
      expect(hash).toBe(BigInt(`0x${digest}`) % modulus);
    }),
  );
});

test('labeldrop and labelkeep share the labels among them', () => {
  fc.assert(
    fc.property(someLabels, (labels) => {
      const regex = '[a-m_].*';
      const full = Object.fromEntries(Object.entries(labels).filter(([, value]) => value !== ''));
      const [kept, dropped] = (['labelkeep', 'labeldrop'] as const).map((action) =>
        relabel(labels, { action, regex }),
      );
      expect({ ...kept, ...dropped }).toEqual(full);
    }),
  );
});

test('keep and drop are opposites, and neither changes a label', () => {
  fc.assert(
    fc.property(someLabels, fc.constantFrom('a.*', '.+', '', '[^b]*'), (labels, regex) => {
      const outcomes = (['keep', 'drop'] as const).map((action) =>
        relabel(labels, { action, sourceLabels: ['a', 'b'], regex }),
      );
      expect(outcomes.filter((one) => one === null)).toHaveLength(1);
      const [kept] = outcomes.filter((one) => one !== null);
      for (const [name, value] of Object.entries(kept ?? {})) expect(labels[name]).toBe(value);
    }),
  );
});
