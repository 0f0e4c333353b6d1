import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseMetricsPage } from '../../src/scrape/parse-metrics-page.ts';

/** What came out, a sample a line, or the sentence. */
function check(page: string, expected: unknown) {
  const parsed = parseMetricsPage(page);
  if (typeof expected === 'string' || expected instanceof RegExp) {
    expect(parsed).toMatchObject({ ok: false, reason: expect.stringMatching(expected) });
  } else expect(parsed).toEqual({ ok: true, value: expected });
}

const inf = Number.POSITIVE_INFINITY;

test.each<[string, string, unknown]>([
  ['a bare sample', 'up 1\n', [{ name: 'up', labels: {}, value: 1 }]],
  ['no newline at the end', 'up 1', [{ name: 'up', labels: {}, value: 1 }]],
  ['CRLF and blanks', '  up\t 1 \r\n', [{ name: 'up', labels: {}, value: 1 }]],
  [
    'labels, a comma at the end',
    'a{b="1", c="2",} 3',
    [{ name: 'a', labels: { b: '1', c: '2' }, value: 3 }],
  ],
  ['empty labels', 'a{} 3', [{ name: 'a', labels: {}, value: 3 }]],
  [
    'escapes in a label',
    String.raw`a{p="C:\\DIR\\",e="say \"x\"\nthen {,}# é",o="\d"} 1`,
    [{ name: 'a', labels: { p: 'C:\\DIR\\', e: 'say "x"\nthen {,}# é', o: '\\d' }, value: 1 }],
  ],
  [
    'HELP with escapes and quotes',
    '# HELP a b\\\\c\\n "d\n# TYPE a gauge\na 1',
    [{ name: 'a', labels: {}, value: 1 }],
  ],
  [
    'milliseconds in 0.0.4',
    'a 1 1395066363000',
    [{ name: 'a', labels: {}, value: 1, timestampMs: 1395066363000 }],
  ],
  [
    'a negative timestamp',
    'a 1 -3982045',
    [{ name: 'a', labels: {}, value: 1, timestampMs: -3982045 }],
  ],
  [
    'seconds and an exemplar in OpenMetrics',
    'a_bucket{le="0.1"} 8 1520879607.5 # {trace_id="a # } b"} 0.067 1520879607.789\n# EOF\n',
    [{ name: 'a_bucket', labels: { le: '0.1' }, value: 8, timestampMs: 1520879607500 }],
  ],
  [
    'an exemplar without a timestamp before it',
    'a_total 17 # {id="x"} 0.5\n# EOF',
    [{ name: 'a_total', labels: {}, value: 17 }],
  ],
  [
    'infinities and numbers in every spelling',
    'a +Inf\nb -Inf\nc inf\nd 1.7560473e+07\ne -.5\nf +2',
    [inf, -inf, inf, 17560473, -0.5, 2].map((value, i) => ({
      name: 'abcdef'[i],
      labels: {},
      value,
    })),
  ],
  [
    'NaN in every spelling',
    'a NaN\na Nan\na nan',
    [1, 2, 3].map(() => ({ name: 'a', labels: {}, value: Number.NaN })),
  ],
  ['a colon in a name', 'job:rate5m 1', [{ name: 'job:rate5m', labels: {}, value: 1 }]],
  [
    'quoted UTF-8 names',
    '{"my.metric","a.b"="1",c="2"} 1',
    [{ name: 'my.metric', labels: { 'a.b': '1', c: '2' }, value: 1 }],
  ],
  [
    'quoted names of labels alone, with escapes and blanks',
    'a{"http.status" = "200","x\\"y\\\\z\\n"="1", plain="2", "ü , }"="3"} 1',
    [
      {
        name: 'a',
        labels: { 'http.status': '200', 'x"y\\z\n': '1', plain: '2', 'ü , }': '3' },
        value: 1,
      },
    ],
  ],
  [
    'a quoted name that stands last, with a time and an exemplar',
    '{c="2","http server/duration"} 1 5 # {"trace.id"="x"} 1\n',
    [{ name: 'http server/duration', labels: { c: '2' }, value: 1, timestampMs: 5 }],
  ],
  ['an empty name of a label', 'a{""="1"} 1', /a name in quotes is empty/],
  ['an empty name of a metric', '{""} 1', /a name in quotes is empty/],
  ['a name that was no UTF-8', 'a{"x\ufffd"="1"} 1', /a name in quotes is no valid UTF-8/],
  ['two names of a metric', '{"a","b"} 1', /"=" was expected after the label b/],
  ['no name of a metric', '{"a"="1"} 1', /a metric name was expected/],
  ['an empty page', '', /no sample at all/],
  ['comments alone', '# HELP a b\n\n# EOF\n', /no sample at all/],
  [
    'no value',
    'a 1\nb{c="d"}\n',
    /^line 2 of the page, "b\{c=.*a value was expected, the line ends$/,
  ],
  ['a word for a value', 'a one', /"one" is not a number/],
  ['hexadecimal', 'a 0x10', /"0x10" is not a number/],
  ['an open label', 'a{b="c} 1', /a quoted value is not closed/],
  ['an open brace', 'a{b="c" 1', /"," or "}" was expected/],
  ['labels never closed', 'a{b="c",', /not closed by "}"/],
  ['a label without a value', 'a{b} 1', /"=" was expected after the label b/],
  ['a label without quotes', 'a{b=1} 1', /a quoted value was expected/],
  ['a name that begins with a digit', '9a 1', /a name was expected/],
  ['too much behind', 'a 1 2 3', /the line should end here, "3" came/],
  ['a timestamp that is none', 'a 1 NaN', /a timestamp must be finite/],
  ['HTML', '<!doctype html>\n<p>hello', /HTML, not metrics/],
  ['JSON', '{"status":"success"}', /JSON, not metrics/],
  ['a JSON list', '[1,2]', /JSON, not metrics/],
  ['a value cut short by a broken page', 'a 1\nb{c="d', /^line 2 .*not closed/],
  ['more after the end', 'a 1\n# EOF\nb 2\n# EOF\n', /nothing may follow/],
])('%s', (_, page, expected) => {
  check(page, expected);
});

test('OpenMetrics without its end mark broke off', () => {
  const parsed = parseMetricsPage('a 1\n', { format: 'openmetrics' });
  expect(parsed).toMatchObject({ ok: false, reason: expect.stringContaining('# EOF') });
  expect(parseMetricsPage('# EOF\na 1 5\n', { format: 'prometheus' })).toMatchObject({
    value: [{ timestampMs: 5 }],
  });
});

test('what is not kept is not read', () => {
  const page = 'a 1\nb{c="broken 2\na 3\n';
  expect(parseMetricsPage(page, { keep: (name) => name === 'a' })).toMatchObject({
    value: [{ value: 1 }, { value: 3 }],
  });
  expect(parseMetricsPage(page, { keep: () => false })).toEqual({ ok: true, value: [] });
});

test('more labels than any metric has are refused', () => {
  const labels = Array.from({ length: 300 }, (_, i) => `l${i}="x"`).join(',');
  check(`a{${labels}} 1`, /more than 256 labels/);
});

test('a label with the name of a prototype is one, and reaches none', () => {
  const parsed = parseMetricsPage('a{__proto__="x",constructor="y",toString="z"} 1\n', {});
  const [sample] = parsed.ok ? parsed.value : [];
  expect(Object.entries(sample?.labels ?? {})).toEqual([
    ['__proto__', 'x'],
    ['constructor', 'y'],
    ['toString', 'z'],
  ]);
  expect(Object.getPrototypeOf(sample?.labels)).toBe(Object.prototype);
});

const nameOf = fc.stringMatching(/^[a-zA-Z_:][a-zA-Z0-9_:]{0,20}$/);
const labelOf = fc.oneof(
  { weight: 9, arbitrary: fc.stringMatching(/^[a-zA-Z_][a-zA-Z0-9_]{0,20}$/) },
  { weight: 1, arbitrary: fc.constant('__proto__') },
);
const sampleOf = fc.record({
  name: nameOf,
  labels: fc.dictionary(labelOf, fc.string({ unit: 'grapheme' }), {
    maxKeys: 5,
    noNullPrototype: true,
  }),
  value: fc.double(),
  timestampMs: fc.integer(),
});

test('whatever is written is read back', () => {
  fc.assert(
    fc.property(fc.array(sampleOf, { minLength: 1, maxLength: 5 }), (samples) => {
      const page = samples.map(({ name, labels, value, timestampMs }) => {
        const written = Object.entries(labels).map(
          ([label, text]) => `${label}="${escaped(text)}"`,
        );
        return `${name}{${written.join(',')}} ${Object.is(value, -0) ? '-0' : value} ${timestampMs}\n`;
      });
      check(page.join(''), samples);
    }),
    { numRuns: 300 },
  );
});

test('no page at all makes it throw', () => {
  const pieces = ['a', '{', '}', '"', '=', ',', '\\', ' ', '\n', '1', '#', '# EOF\n', 'é', '\0'];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 40 }), (page) => {
      expect(parseMetricsPage(page.join(''))).toHaveProperty('ok');
    }),
    { numRuns: 1000 },
  );
});

function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
