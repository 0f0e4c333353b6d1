import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { shippedRuleFiles } from '../../src/cli/read-files.ts';
import { checkTemplate } from '../../src/config/check-template.ts';
import { jsonSchema } from '../../src/config/json-schema.ts';
import { loadRules } from '../../src/config/load-rules.ts';
import { defaultRule } from '../../src/model/default-rule.ts';
import type { Rule } from '../../src/model/rule.ts';
import { fillTemplate } from '../../src/render/fill-template.ts';

describe('rules that are right', () => {
  test('have every default filled in', () => {
    const { rules, problems } = loadRules(
      'r.yaml',
      'groups: [{ name: g, rules: [{ alert: A, detect: {}, labels: { severity: info }, annotations: { summary: s } }] }]',
    );
    expect(problems).toEqual([]);
    expect(rules).toEqual([
      {
        group: 'g',
        alert: 'A',
        intervalMs: 60_000,
        timeScale: 1,
        detect: {
          signal: 'auto',
          verdicts: ['leak', 'sawtooth'],
          sensitivity: 'normal',
          minGrowth: { kind: 'ratio', ratio: 0.04 },
          horizonMs: 7 * 86_400_000,
          needsLimit: false,
          leakKinds: null,
        },
        forMs: 0,
        keepFiringForMs: 0,
        capture: ['heap', 'goroutine'],
        labels: { severity: 'info' },
        annotations: { summary: 's' },
      },
    ]);
  });

  test('have their fields where they belong', () => {
    const { rules, problems } = loadRules(
      'r.yaml',
      `
groups:
  - name: g
    interval: 30s
    time_scale: 60
    rules:
      - alert: A
        detect:
          signal: rss
          verdict: [sawtooth]
          sensitivity: high
          min_growth: 64MiB
          horizon: 1d12h
          needs_limit: true
          leak_kind: [heap, off-heap]
        for: 5m
        keep_firing_for: 15m
        capture: []
        labels: { severity: critical, tier: 1 }
        annotations:
          summary: '{{ $labels.job }} {{- $value | humanize1024 -}} {{ humanizeDuration $value }}'
          description: |
            {{ $explanation }}
`,
    );
    expect(problems).toEqual([]);
    expect(rules?.[0]).toMatchObject({
      intervalMs: 30_000,
      timeScale: 60,
      detect: {
        signal: 'rss',
        verdicts: ['sawtooth'],
        sensitivity: 'high',
        minGrowth: { kind: 'bytes', bytes: 64 * 1024 ** 2 },
        horizonMs: 36 * 3_600_000,
        needsLimit: true,
        leakKinds: ['heap', 'off-heap'],
      },
      forMs: 300_000,
      keepFiringForMs: 900_000,
      capture: [],
      labels: { severity: 'critical', tier: '1' },
      annotations: { description: '{{ $explanation }}\n' },
    });
  });
});

describe('rules that are wrong', () => {
  const check = (text: string, expected: readonly string[]) => {
    const { rules, problems } = loadRules('r.yaml', text);
    expect(
      problems.map(
        ({ file, line, column, severity, message }) =>
          `${file}:${line}:${column}: ${severity}: ${message}`,
      ),
    ).toEqual(expected);
    expect(rules === undefined).toBe(problems.some(({ severity }) => severity === 'error'));
  };
  const rule = (detect: string, rest = '') =>
    `groups:\n  - name: g\n    rules:\n      - alert: A\n        detect: ${detect}\n        labels: { severity: info }\n        annotations: { summary: s }\n${rest}`;
  const at = 'groups[0].rules[0]';

  test.each([
    {
      name: 'an unknown field',
      text: rule('{ signl: rss }'),
      problems: [`r.yaml:5:19: error: ${at}.detect.signl: unknown field (did you mean signal?)`],
    },
    {
      name: 'words that are not in their sets',
      text: rule('{ signal: rsss, verdict: [leek], sensitivity: max, leak_kind: [] }'),
      problems: [
        `r.yaml:5:27: error: ${at}.detect.signal: got "rsss"; allowed: auto, heapLive, heapUsed, heapInuse, anon, rss, workingSet, stackInuse, offHeap, goroutines, threads, openFds (did you mean rss?)`,
        `r.yaml:5:43: error: ${at}.detect.verdict[0]: got "leek"; allowed: leak, sawtooth (did you mean leak?)`,
        `r.yaml:5:63: error: ${at}.detect.sensitivity: got "max"; allowed: low, normal, high`,
        `r.yaml:5:79: error: ${at}.detect.leak_kind: is empty; needs at least one kind of leak; leave the field out for any`,
      ],
    },
    {
      name: 'growth and horizon',
      text: rule('{ min_growth: 4, horizon: 0s }'),
      problems: [
        `r.yaml:5:31: error: ${at}.detect.min_growth: "4" is neither a share (4%) nor a size (64MiB): it needs a unit, as in 4%`,
        `r.yaml:5:43: error: ${at}.detect.horizon: it must be longer than 0`,
      ],
    },
    {
      name: 'a rule for Prometheus',
      text: 'groups:\n  - name: g\n    limit: 3\n    rules:\n      - alert: A\n        expr: up == 0\n        labels: { severity: info }\n        annotations: { summary: s }\n',
      problems: [
        'r.yaml:3:5: error: groups[0].limit: this version cannot limit the alerts of a group yet; remove the field',
        `r.yaml:5:9: error: ${at}.detect: is missing; needs a mapping that says what to look for; {} takes every default`,
        `r.yaml:6:9: error: ${at}.expr: rules here say what to look for with detect in place of expr`,
      ],
    },
    {
      name: 'templates that cannot be filled',
      text: rule('{}', '        for: 5min\n').replace(
        'summary: s',
        "summary: '{{ $label.x }} {{ $value | humanise }} {{ .Labels.x }} {{'",
      ),
      problems: [
        `r.yaml:7:34: error: ${at}.annotations.summary: {{ $label.x }}: unknown variable $label (did you mean $labels?)`,
        `r.yaml:7:49: error: ${at}.annotations.summary: {{ $value | humanise }}: unknown function "humanise" (did you mean humanize?)`,
        `r.yaml:7:73: error: ${at}.annotations.summary: {{ .Labels.x }}: ".Labels.x" is no variable; known are $labels.NAME, $value and $explanation`,
        `r.yaml:7:89: error: ${at}.annotations.summary: {{: stands alone; a template is {{ … }} on one line`,
        `r.yaml:8:14: error: ${at}.for: "5min" is no duration: minutes are m, as in 5m`,
      ],
    },
    {
      name: 'a label that would change, and one that is taken',
      text: rule('{}').replace(
        'severity: info',
        "severity: info, rate: '{{ $value }}', alertname: B",
      ),
      problems: [
        `r.yaml:6:41: error: ${at}.labels.rate: labels are no templates: a label must not change while an alert is active; use an annotation`,
        `r.yaml:6:57: error: ${at}.labels.alertname: is set by the rule's name; remove it`,
      ],
    },
    {
      name: 'what works, and is probably not meant',
      text: 'groups:\n  - name: g\n    rules:\n      - { alert: A, detect: {} }\n      - alert: A\n        detect: {}\n        labels: { severity: info }\n        annotations: { summary: s }\n',
      problems: [
        `r.yaml:4:18: warning: ${at}.alert: "A" has no label severity (critical, warning or info); receivers route by it`,
        `r.yaml:4:18: warning: ${at}.alert: "A" has no annotation summary, which is read first`,
        'r.yaml:5:16: warning: groups[0].rules[1].alert: "A" is the name of an earlier one',
      ],
    },
    {
      name: 'what is right field by field and cannot fire',
      text: rule(
        '{ signal: openFds, horizon: 1h, leak_kind: [descriptor, heap, page-cache] }',
        '        for: 1h\n',
      ),
      problems: [
        `r.yaml:5:73: warning: ${at}.detect.leak_kind[1]: openFds is never said to leak heap; it may leak descriptor`,
        `r.yaml:5:79: warning: ${at}.detect.leak_kind[2]: page-cache is said and captured, and never alerted: it keeps memory from nobody`,
        `r.yaml:8:14: warning: ${at}.for: it is no shorter than the horizon: the limit is reached before the alert fires`,
      ],
    },
    {
      name: 'no growth, and a capture of what cannot be captured',
      text: rule('{ min_growth: 0% }', '        capture: [heap, gorutine]\n'),
      problems: [
        `r.yaml:5:31: error: ${at}.detect.min_growth: it must be more than 0: memory always grows a little`,
        `r.yaml:8:25: error: ${at}.capture[1]: got "gorutine"; allowed: heap, goroutine (did you mean goroutine?)`,
      ],
    },
    {
      name: 'a template in a block, the second of two that are alike',
      text: rule('{}').replace(
        'annotations: { summary: s }',
        'annotations:\n          summary: |\n            {{ $value }}: {{ $value | humanze }}\n            and {{ $value }} {{ $valu }}',
      ),
      problems: [
        `r.yaml:9:27: error: ${at}.annotations.summary: {{ $value | humanze }}: unknown function "humanze" (did you mean humanize?)`,
        `r.yaml:10:30: error: ${at}.annotations.summary: {{ $valu }}: unknown variable $valu (did you mean $value?)`,
      ],
    },
    {
      name: 'a mistake behind an anchor, where it is written',
      text: 'groups:\n  - name: g\n    rules:\n      - alert: A\n        detect: &all { signal: rsss }\n        labels: &l { severity: info }\n        annotations: &a { summary: s }\n      - { alert: B, detect: *all, labels: *l, annotations: *a }\n',
      problems: [
        `r.yaml:5:32: error: ${at}.detect.signal: got "rsss"; allowed: auto, heapLive, heapUsed, heapInuse, anon, rss, workingSet, stackInuse, offHeap, goroutines, threads, openFds (did you mean rss?)`,
        `r.yaml:5:32: error: groups[0].rules[1].detect.signal: got "rsss"; allowed: auto, heapLive, heapUsed, heapInuse, anon, rss, workingSet, stackInuse, offHeap, goroutines, threads, openFds (did you mean rss?)`,
      ],
    },
    {
      name: 'two groups of one name',
      text: `${rule('{}')}  - name: g\n    time_scale: -1\n`,
      problems: [
        'r.yaml:8:5: warning: groups[1]: this group has no rule',
        'r.yaml:8:11: error: groups[1].name: "g" is the name of an earlier one; names must differ',
        'r.yaml:9:17: error: groups[1].time_scale: it must be a number above 0',
      ],
    },
    {
      name: 'no rule at all',
      text: '# to do\n',
      problems: ['r.yaml:1:1: warning: there is no rule in this file'],
    },
  ])('$name', ({ text, problems }) => check(text, problems));
});

describe('a template', () => {
  const data = { labels: { job: 'a' }, value: 2048, explanation: 'why' };
  const variable = fc.constantFrom(
    '$labels.job',
    '$value',
    '$explanation',
    'index $labels "job"',
    'index $value "job"',
    '$lables',
    '$values',
    'x',
  );
  const called = fc.constantFrom(
    ...'humanize humanize1024 humanizeDuration humanizePercentage humanise title'.split(' '),
  );
  const expression = fc.oneof(
    fc.tuple(variable, fc.array(called, { maxLength: 2 })).map(([v, f]) => [v, ...f].join(' | ')),
    fc.tuple(called, variable).map(([f, v]) => `${f} ${v}`),
  );

  test('is accepted when, and only when, it can be filled in', () => {
    fc.assert(
      fc.property(expression, (inner) => {
        const template = `{{ ${inner} }}`;
        const filled = fillTemplate(template, data) !== template;
        expect(checkTemplate(template).length === 0).toBe(filled);
      }),
    );
  });

  test('of any text is judged', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(checkTemplate(`{{ ${text} }}`)).toBeInstanceOf(Array);
      }),
    );
  });
});

describe('the rules that ship', () => {
  const files = shippedRuleFiles();
  const loaded = files.map((file) => loadRules(file, readFileSync(file, 'utf8')));

  test('are there and have no problem', () => {
    expect(files.length).toBeGreaterThan(1);
    expect(loaded.flatMap(({ problems }) => problems)).toEqual([]);
  });

  test('begin with the default rule', () => {
    const rules = loaded.flatMap(({ rules = [] }) => rules);
    const shipped = rules.find(({ alert }) => alert === defaultRule.alert);
    // `analyze` answers for every kind of leak; of those that are no memory other rules tell.
    const alike = (one: Rule | undefined) => ({
      ...one,
      annotations: null,
      detect: { ...one?.detect, leakKinds: null },
    });
    expect(alike(shipped)).toEqual(alike(defaultRule));
  });

  test.each([
    ['schema.json', 'rules'],
    ['test-schema.json', 'rule-tests'],
  ] as const)('have in %s the schema of the code', (name, of) => {
    const file = new URL(`../../rules/${name}`, import.meta.url);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(jsonSchema(of));
  });
});

test('a tag that is none is said, where YAML itself stumbles over it too', () => {
  expect(loadRules('r.yaml', '!!').problems).toHaveLength(1);
});

test('any text is rules or problems', () => {
  const words =
    'groups name rules alert detect signal labels annotations for - : , { } [ ] " \' | > * & 5m 4% {{ $value }} constructor __proto__'.split(
      ' ',
    );
  const tokens = fc
    .array(
      fc.tuple(fc.constantFrom(...words), fc.constantFrom('', ' ', ' ', '\n', '\n  ', '\n    ')),
    )
    .map((pairs) => pairs.flat().join(''));
  const nested = fc.letrec((tie) => ({
    any: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom('', '5m', '{{ $value }}', null),
      fc.array(tie('any'), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom(...words.slice(0, 9)), tie('any'), { maxKeys: 5 }),
    ),
  })).any;
  fc.assert(
    fc.property(
      fc.oneof(
        tokens,
        fc.string(),
        nested.map((data) => JSON.stringify(data)),
      ),
      (text) => {
        const { rules, problems } = loadRules('r.yaml', text);
        expect(rules === undefined).toBe(problems.some(({ severity }) => severity === 'error'));
      },
    ),
    { numRuns: 500 },
  );
});
