import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { loadConfig } from '../../src/config/load-config.ts';
import { loadRuleTests } from '../../src/config/load-rule-tests.ts';
import { loadRules } from '../../src/config/load-rules.ts';
import { loadWebConfig } from '../../src/config/load-web-config.ts';
import type { RelabelAction } from '../../src/model/relabel.ts';
import { failure } from '../../src/model/result.ts';
import { compileRelabelling } from '../../src/relabel/compile-relabelling.ts';
import { fuzz } from './support/fuzz.ts';
import { mutatedText } from './support/mutated.ts';

const root = new URL('../../', import.meta.url);
const text = (path: string) => readFileSync(new URL(path, root), 'utf8');
const blocks = (path: string) =>
  [...text(path).matchAll(/```yaml\n(.*?)```/gs)].map(([, block]) => block as string);
const ruleFiles = readdirSync(new URL('rules/', root)).filter((name) => name.endsWith('.yaml'));

/** Files that fit in a kilobyte and unfold to what no memory holds, and mappings that mean prototypes. */
const bombs = [
  `a: &a [x,x,x,x,x,x,x,x,x]\n${[...'bcdefghij'].map((name, i) => `${name}: &${name} [${Array.from({ length: 9 }, () => `*${'abcdefghi'[i]}`).join(',')}]`).join('\n')}\n`,
  'scrape_configs: &x\n  - job_name: *x\n',
  `scrape_configs: ${'['.repeat(2000)}`,
  `a: ${'{b: '.repeat(500)}`,
  `${'- '.repeat(3000)}x`,
  `__proto__: { polluted: yes }\nconstructor: { prototype: { polluted: yes } }\n`,
  'scrape_configs:\n  - job_name: a\n    static_configs:\n      - targets: [a:1]\n        labels: { __proto__: x, constructor: y }\n    http_headers: { __proto__: { values: [a] } }\n',
  `${'k'.repeat(50_000)}: v\n`,
  `${Array.from({ length: 300 }, (_, i) => `k${i}: v`).join('\n')}\n`,
];
const configs = [
  ...blocks('README.md'),
  text('examples/kubernetes/pods-by-annotation.yaml'),
  'global: { scrape_interval: 15s, external_labels: { a: b } }\nreceivers:\n  - name: x\n    slack_configs: [{ api_url: "http://127.0.0.1/x" }]\n    webhook_configs: [{ url: "http://a/b", secret: c, http_config: { basic_auth: { username: a, password: b } } }]\nstorage: { path: /tmp/x, retention_time: 3d }\nrecorder: { max_size: 64MiB }\n',
  ...bombs,
];
const webConfigs = [
  'tls_server_config: { cert_file: a.pem, key_file: b.pem, client_auth_type: RequireAnyClientCert, min_version: TLS12 }\nbasic_auth_users: { anna: $2y$10$xGihTBhXAcZOBcw35Qp/POgvgb0W7moyjDnkzhcjlllrcOAKt9xYC }\nhttp_server_config: { http2: false, headers: { X-Frame-Options: deny } }\n',
  'bearer_token_file: token\n',
  ...bombs,
];

const nothingAround = { readFile: () => failure('there is no such file'), glob: () => [] };

/** Every problem is at a place of the file, in a sentence of a readable length. */
function areSentences(problems: readonly { line: number; column: number; message: string }[]) {
  for (const { line, column, message } of problems) {
    if (line < 1 || column < 1 || message === '') throw new Error(`${line}:${column} ${message}`);
    if (message.length > 2000) throw new Error(`a sentence of ${message.length} characters`);
  }
}

function isUnpolluted(): void {
  const plain = {} as { polluted?: unknown };
  if (plain.polluted !== undefined) throw new Error('a prototype is polluted');
}

test('the configuration', async () => {
  await fuzz({
    name: 'config',
    cases: 1_000,
    inputs: mutatedText(configs, 32 * 1024),
    run: (given) => {
      areSentences(loadConfig('/etc/sawtooth.yaml', given, nothingAround).problems);
      isUnpolluted();
    },
    mostMs: 3_000,
    mostPeakMiB: 400,
  });
});

test('the web configuration', async () => {
  await fuzz({
    name: 'web config',
    cases: 700,
    inputs: mutatedText(webConfigs, 32 * 1024),
    run: (given) => {
      areSentences(loadWebConfig('/etc/web.yaml', given, nothingAround.readFile).problems);
      isUnpolluted();
    },
    mostMs: 3_000,
    mostPeakMiB: 300,
  });
});

test('rules and their tests', async () => {
  const isTest = (name: string) => name.endsWith('.test.yaml');
  const rules = ruleFiles.filter((name) => !isTest(name)).map((name) => text(`rules/${name}`));
  const tests = ruleFiles.filter(isTest).map((name) => text(`rules/${name}`));
  await fuzz({
    name: 'rules',
    cases: 700,
    inputs: fc.tuple(
      mutatedText([...rules, ...bombs], 32 * 1024),
      mutatedText([...tests, ...bombs], 32 * 1024),
    ),
    run: ([given, test]) => {
      areSentences(loadRules('/etc/rules.yaml', given).problems);
      areSentences(loadRuleTests('/etc/rules.test.yaml', test).problems);
      isUnpolluted();
    },
    mostMs: 3_000,
    mostPeakMiB: 400,
  });
});

const actions: readonly RelabelAction[] = [
  'replace',
  'keep',
  'drop',
  'labelmap',
  'labeldrop',
  'hashmod',
  'lowercase',
];

test('relabelling: expressions that blow up elsewhere, on texts made for them', async () => {
  const evil = fc.constantFrom(
    '(a+)+$',
    '(a|a)*b',
    '(.*)*x',
    '([a-z]+)*\\d',
    '(a?){50}a{50}',
    '(x+x+)+y',
    '(?:(?:a*)*)*',
    '(?i)(a|A)*$',
    '\\pL+$',
    '(.+)\\.(.+)',
    '(',
    '[',
    '(?P<a>b)(?P<a>c)',
    '\\1',
    '(?=a)',
    'a{1000}{1000}',
    'a{1001}',
  );
  const part = fc.oneof(
    evil,
    fc.string({ maxLength: 20 }),
    fc.constantFrom('.*', '(.*)', '|', '$', '^', 'a+', '[^:]+(?::\\d+)?'),
  );
  await fuzz({
    name: 'relabelling',
    cases: 4_000,
    inputs: fc.record({
      regex: fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('')),
      action: fc.constantFrom(...actions),
      replacement: fc.oneof(
        fc.constantFrom('$1', '$a', '$', '$$', '${', '$99999999999'),
        fc.string(),
      ),
      targetLabel: fc.constantFrom('x', '__proto__', 'constructor', '__name__', '$1'),
      value: fc
        .tuple(
          fc.constantFrom('a', 'aA', 'x', '.', 'ä', '\ud800'),
          fc.integer({ min: 0, max: 3000 }),
        )
        .map(([one, times]) => `${one.repeat(times)}!`),
      name: fc.constantFrom('a', '__proto__', 'toString', 'b_total'),
    }),
    run: ({ value, name, ...given }) => {
      const rule = {
        sourceLabels: [name],
        separator: ';',
        modulus: 7n,
        names: 'utf8',
        ...given,
      } as const;
      const compiled = compileRelabelling([rule]);
      if (!compiled.ok) return;
      const labels = compiled.value({ [name]: value, other: 'y' });
      for (const [label, is] of Object.entries(labels ?? {})) {
        if (typeof is !== 'string') throw new Error(`${label} is ${typeof is}`);
      }
      isUnpolluted();
    },
    mostMs: 1_000,
    mostPeakMiB: 300,
  });
});

test('an alias bomb is told in one sentence', () => {
  const [bomb = ''] = bombs;
  const { problems } = loadConfig('/etc/sawtooth.yaml', bomb, nothingAround);
  expect(problems.map(({ message }) => message).join('\n')).toMatch(/aliases/);
});
