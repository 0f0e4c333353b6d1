import { describe, expect, test } from 'vitest';
import { headline } from '../../../src/render/report/headline.ts';
import { reportMarkdown } from '../../../src/render/report/report-markdown.ts';
import { reportPage } from '../../../src/render/report/report-page.ts';
import { reportPicture } from '../../../src/render/report/report-picture.ts';
import { expectGolden } from '../../support/golden.ts';
import { leakReport } from '../../support/leak-report.ts';
import { heapDiff, incident, nowMs, saveReport } from '../../support/snapshots.ts';

const tools = {
  script: 'void 0;',
  hash: (text: string) => `sha256-${text.length}`,
  version: '0.1.0',
};

function pageOf(over = {}): string {
  return reportPage(leakReport(over), tools);
}

/** What stands where in a page, without styles, pictures and data: the text of its golden file. */
function outline(page: string): string {
  return page
    .replaceAll(/<(style|script|svg)\b[\s\S]*?<\/\1>(?:<\/svg>)*/g, '')
    .replaceAll(/<\/?(?:a|b|code|span|small|div|tbody|thead|label|output|i)\b[^>]*>/g, ' ')
    .replaceAll(/ (?:class|id|scope|tabindex|rel|for|aria-live)="[^"]*"/g, '')
    .replaceAll(/[ \t]+/g, ' ')
    .replaceAll(/\n\s*\n+/g, '\n');
}

describe('as a page', () => {
  test('what stands where', () => {
    expectGolden('render/report.outline.html', outline(pageOf()));
  });

  test('nothing is loaded, and its policy allows no other style or script', () => {
    const page = pageOf();
    expect(page).toContain('default-src &#39;none&#39;; style-src &#39;sha256-');
    expect(page).not.toMatch(/<(?:link[^>]+stylesheet|img|iframe|object)/);
    expect(page.match(/(?:src|href)="(?!#|data:|https:\/\/git\.example)[^"]*"/g)).toBeNull();
    expect(page).not.toMatch(/ style="/);
  });

  test('a name from a profile is text, wherever it stands', () => {
    const name = '</script><img src=x onerror=alert(1)>"\'`';
    const culprit = {
      ...saveReport,
      function: name,
      stack: [{ function: name, file: name, line: 1, inline: false }],
    };
    const { growth } = leakReport();
    if (growth === null) throw new Error('it has one');
    const page = pageOf({
      incident: incident({ culprits: [culprit], workload: name }),
      name,
      growth: {
        ...growth,
        rows: [{ function: name, flat: 1, cum: 1 }],
        flame: { ...growth.flame, names: Array(4).fill(name), labels: Array(4).fill(name) },
      },
    });
    expect(page).not.toContain('<img');
    // That of the page itself and that of the flame graph's data.
    expect(page.match(/<\/script>/g)).toHaveLength(2);
  });

  test('without captures the record has to do', () => {
    const page = pageOf({
      growth: null,
      notes: ['What grew is shown as far as the record has it: gone.'],
    });
    expect(page).toContain('as far as the record has it');
    expect(page).not.toContain('id="flame"');
    expect(page).toContain('goleaky/repo.SaveReport');
  });

  test('a record of an older version has no picture, and says so', () => {
    const { timeline: _, ...older } = incident();
    expect(pageOf({ incident: older })).toContain('an older version wrote it');
  });
});

test('as Markdown', () => {
  expectGolden('render/report.md', reportMarkdown(leakReport()));
});

test('of two profiles, as Markdown', () => {
  expectGolden('render/report-of-profiles.md', reportMarkdown(leakReport({ incident: null })));
});

test('in Markdown a name is no mark, no link and no mention', () => {
  const name = 'a|b`c [x](https://evil.example) @everyone **bold** <b>';
  const text = reportMarkdown(
    leakReport({
      name,
      incident: incident({ culprits: [{ ...saveReport, function: name }], workload: name }),
    }),
  );
  const outside = text.replaceAll(/(`+)(?!`)[\s\S]*?[^`]\1(?!`)/g, '');
  expect(outside).not.toMatch(/(?<!\\)\[x|(?<!\\)<b>|@everyone|(?<!\\)\*\*bold/);
});

test('as a picture', () => {
  expectGolden('render/report.svg', reportPicture(leakReport()));
});

describe('the sentence', () => {
  test.each([
    [
      'an incident',
      {},
      /^goleaky leaks 2\.4 MiB\/s and was cut 2 times: goleaky\/repo\.SaveReport grew by 48\.2 MiB, 97 % of the growth \(confirmed\); limit in 1 min 23 s/,
    ],
    [
      'one that is over',
      { incident: incident({ state: 'resolved', resolvedAtMs: nowMs }) },
      /^goleaky leaked 2\.4 MiB\/s and was cut 2 times: [^;]*\.$/,
    ],
    [
      'one of goroutines',
      {
        incident: incident({
          verdict: { ...incident().verdict, signal: 'goroutines', leakRatePerSecond: 2 },
        }),
      },
      /^goleaky leaks 2 goroutines\/s and was cut 2 times/,
    ],
    [
      'one that is opened in the morning',
      { madeAtMs: nowMs + 8 * 3_600_000 },
      /; at \d{4}-\d\d-\d\dT[\d:]+Z limit in 1 min 23 s/,
    ],
    [
      'nobody is named',
      { incident: incident({ culprits: [] }), diff: null },
      /^goleaky leaks 2\.4 MiB\/s and was cut 2 times; no function is named; limit in/,
    ],
    ['profiles', { incident: null }, /^In goleaky, goleaky\/repo\.SaveReport grew by 48\.2 MiB/],
    [
      'profiles that name nobody',
      { incident: null, diff: { ...heapDiff, culprits: [] } },
      /^No culprit: no function grew beyond doubt\.$/,
    ],
  ] as const)('%s', (_, over, expected) => {
    expect(headline(leakReport(over))).toMatch(expected);
  });
});
