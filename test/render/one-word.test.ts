import { expect, test } from 'vitest';
import { formatPercent } from '../../src/render/format-percent.ts';
import { lifeEndText, lifeEndWord } from '../../src/render/life-end-word.ts';
import { fleetPage } from '../../src/render/page/fleet/fleet-page.ts';
import { readFleetQuery } from '../../src/render/page/fleet/fleet-query.ts';
import { incidentPage } from '../../src/render/page/incident-page.ts';
import { targetPage } from '../../src/render/page/target-page.ts';
import { reportMarkdown } from '../../src/render/report/report-markdown.ts';
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

test('how a life ended, the limit and the share of a culprit are told alike in all views', () => {
  const report = reportMarkdown(leakReport());
  const crashed = { cause: 'crash', inferred: false } as const;
  const target = htmlOf(targetPage(all, sawtoothTarget().target.id, { speedscope: true }));
  const page = htmlOf(incidentPage(all, incident().id, [], { speedscope: true }));
  expect(screen(onTarget)).toContain(lifeEndWord(crashed));
  for (const text of [target, report]) expect(text).toContain(lifeEndText(crashed));
  for (const text of [screen(onTarget), target]) expect(text).toContain('256 MiB');
  for (const text of [screen(onIncident), page, report]) {
    expect(text).toContain(formatPercent(saveReport.share));
  }
});
