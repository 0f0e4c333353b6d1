import { expect, test } from 'vitest';
import { formatPercent } from '../../src/render/format-percent.ts';
import { lifeEndText, lifeEndWord } from '../../src/render/life-end-word.ts';
import { fleetPage } from '../../src/render/page/fleet/fleet-page.ts';
import { readFleetQuery } from '../../src/render/page/fleet/fleet-query.ts';
import { incidentPage } from '../../src/render/page/incident-page.ts';
import { targetPage } from '../../src/render/page/target-page.ts';
import { growthStub } from '../../src/render/page/watch/growth-part.ts';
import { reportMarkdown } from '../../src/render/report/report-markdown.ts';
import { reportPage } from '../../src/render/report/report-page.ts';
import { fleetOf } from '../../src/tui/fleet.ts';
import { frame } from '../../src/tui/frame.ts';
import { noAnswers } from '../../src/tui/picture.ts';
import { type Above, firstView, type View } from '../../src/tui/view.ts';
import { leakReport } from '../support/leak-report.ts';
import {
  coldTarget,
  downTarget,
  incident,
  leakTarget,
  quietTarget,
  saveReport,
  sawtoothTarget,
  snapshot,
} from '../support/snapshots.ts';

const all = snapshot(
  [quietTarget('checkout', 'c:1'), downTarget(), sawtoothTarget(), coldTarget(), leakTarget()],
  { incidents: [incident()] },
);
const onTarget: Above = {
  ...{ kind: 'target', targetId: sawtoothTarget().target.id, scroll: 0 },
  window: { spanMs: null, endMs: null },
};
const onIncident: Above = {
  ...{ kind: 'incident', incidentId: incident().id, pane: 'culprits' },
  ...{ picked: null, peeked: null, scroll: 0 },
};

/** What the dashboard shows of a view. */
function screen(above: Above): string {
  const picture = { snapshot: all, events: [], behind: null };
  const view: View = { ...firstView, above: [above] };
  const { lines } = frame(picture, noAnswers, view, { columns: 200, rows: 80 });
  return lines.map((line) => line.map(({ text }) => text).join('')).join('\n');
}

function htmlOf(page: { parts: ReadonlyMap<string, { html: string }> } | null): string {
  return [...(page?.parts.values() ?? [])].map(({ html }) => html).join('\n');
}

test.each([
  '',
  'cart',
  '127.0.0.1 !billing',
  'verdict:leak',
  '!verdict:leak',
  'state:firing',
  'health:down',
  'culprit:savereport',
  'rule:memory',
  '!state:firing !health:down',
  'nobody',
])('the filter "%s" shows the same rows on a terminal and on the page', (filter) => {
  const { entries } = fleetOf(all, { ...firstView, filter });
  const onTerminal = entries.flatMap((entry) => (entry.kind === 'group' ? [] : [entry.id]));
  const html = htmlOf(fleetPage(all, readFleetQuery(new URLSearchParams({ q: filter }))));
  const onPage = [...html.matchAll(/scope="row" class="who"><a href="targets\/([^"]*)"/g)];
  expect(onPage.map(([, id = '']) => decodeURIComponent(id))).toEqual(onTerminal);
});

test('a time on an axis is written alike in all views, with its date where that is another one', () => {
  const { timeline, ...shown } = sawtoothTarget();
  const at = (text: string) => Date.parse(`2026-11-${text}Z`);
  const [fromMs, untilMs] = [at('23T18:00:00'), at('24T06:00:00')];
  const points = Array.from({ length: 121 }, (_, i) => ({
    atMs: fromMs + (i * (untilMs - fromMs)) / 120,
    floor: 1e8,
    peak: 1.1e8,
  }));
  const steady = { kind: 'steady' as const, leakRatePerSecond: null, timeToLimitSeconds: null };
  const target = {
    ...shown,
    verdict: shown.verdict && { ...shown.verdict, ...steady },
    timeline: { ...timeline, signal: 'rss' as const, points, lifeEnds: [] },
  };
  const of = { ...snapshot([target]), atMs: untilMs };
  const picture = { snapshot: of, events: [], behind: null };
  const view: View = { ...firstView, above: [onTarget] };
  const { lines } = frame(picture, noAnswers, view, { columns: 120, rows: 50 });
  const times = (text: string) => text.match(/(?<![\d:-])(\d\d-\d\d )?\d\d:00(?![\d:])/g) ?? [];
  const axis = lines
    .map((line) => times(line.map(({ text }) => text).join('')))
    .toSorted((a, b) => b.length - a.length)[0];
  const html = htmlOf(targetPage(of, target.target.id, { speedscope: true }));
  const ticks = [...html.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].flatMap(([, text = '']) =>
    times(text),
  );
  const day = ['18', '19', '20', '21', '22', '23', '11-24 00', '01', '02', '03', '04', '05', '06'];
  expect(axis?.length).toBeGreaterThan(3);
  expect(ticks.length).toBeGreaterThan(3);
  const written = new Set([...ticks, ...(axis ?? [])].map((text) => text.replace(/^11-23 /, '')));
  expect([...written].filter((text) => !day.includes(text.slice(0, -3)))).toEqual([]);
  for (const view of [axis, ticks]) expect(view).toContain('11-24 00:00');
});

test('how a life ended, the limit and the share of a culprit are told alike in all views', () => {
  const report = reportMarkdown(leakReport());
  const crashed = { cause: 'crash', inferred: false } as const;
  const target = htmlOf(targetPage(all, sawtoothTarget().target.id, { speedscope: true }));
  const page = htmlOf(
    incidentPage(all, incident().id, {
      happenings: [],
      speedscope: true,
      growthOf: () => growthStub('1', ''),
    }),
  );
  expect(screen(onTarget)).toContain(lifeEndWord(crashed));
  for (const text of [target, report]) expect(text).toContain(lifeEndText(crashed));
  for (const text of [screen(onTarget), target]) expect(text).toContain('256 MiB');
  for (const text of [screen(onIncident), page, report]) {
    expect(text).toContain(formatPercent(saveReport.share));
  }
});

test('who it is comes before the sentences that explain the verdict, in all views', () => {
  const one = incident();
  const about = { happenings: [], speedscope: true, growthOf: () => growthStub('1', '') };
  const parts = [...(incidentPage(all, one.id, about)?.parts ?? [])];
  // The heading names the culprit in a sentence of its own.
  const card = (texts: readonly string[]) => texts.findIndex((text) => text.includes('SaveReport'));
  const why = (texts: readonly string[]) =>
    texts.findIndex((text) => text.includes('has been cut by'));
  const page = parts.filter(([name]) => name !== 'heading').map(([, { html }]) => html);
  const report = reportPage(leakReport(), { script: '', hash: () => '', version: '1' });
  const afterTitle = report.slice(report.indexOf('</h1>'));
  for (const texts of [page, screen(onIncident).split('\n'), afterTitle.split('\n')]) {
    expect(card(texts)).toBeGreaterThan(-1);
    expect(why(texts)).toBeGreaterThan(card(texts));
  }
});
