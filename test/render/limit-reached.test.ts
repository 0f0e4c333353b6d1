import { expect, test } from 'vitest';
import { fleetPage } from '../../src/render/page/fleet/fleet-page.ts';
import { readFleetQuery } from '../../src/render/page/fleet/fleet-query.ts';
import { targetPage } from '../../src/render/page/target-page.ts';
import { limitInText, limitText } from '../../src/render/verdict-text.ts';
import { frame } from '../../src/tui/frame.ts';
import { noAnswers } from '../../src/tui/picture.ts';
import { type Above, firstView, type View } from '../../src/tui/view.ts';
import { incident, sawtoothTarget, snapshot } from '../support/snapshots.ts';
import { verdict } from '../support/verdict.ts';

const target = sawtoothTarget();
const passed = {
  ...(target.verdict ?? verdict('leak', 'alarm')),
  ...{ timeToLimitSeconds: 0.2, timeToLimitInterval: [0, 0.4] as const },
};
const of = snapshot([{ ...target, verdict: passed }], {
  incidents: [incident({ verdict: passed })],
});

function texts(): readonly (readonly [string, string])[] {
  const picture = { snapshot: of, events: [], behind: null };
  const window = { spanMs: null, endMs: null };
  const onTarget: Above = { kind: 'target', targetId: target.target.id, scroll: 0, window };
  const view = { ...firstView, above: [onTarget] };
  const size = { columns: 200, rows: 60 };
  const screen = (shown: View) =>
    frame(picture, noAnswers, shown, size)
      .lines.map((line) => line.map(({ text }) => text).join(''))
      .join('\n');
  const fleet = fleetPage(of, readFleetQuery(new URLSearchParams()));
  const page = targetPage(of, target.target.id, {
    speedscope: true,
  });
  const html = (parts: Iterable<{ readonly html: string }> = []) =>
    [...parts].map((part) => part.html.replace(/<svg.*?<\/svg>/gs, '')).join('\n');
  return [
    ['the screen of the fleet', screen(firstView)],
    ['the screen of the target', screen(view)],
    ['the page of the fleet', html(fleet.parts.values())],
    ['the page of the target', html(page?.parts.values())],
  ];
}

test.each(texts())('%s says that the limit is reached, in no milliseconds', (_where, text) => {
  expect(text).toContain('reached');
  expect(text).not.toMatch(/\b(200|400) ms|\b0 s (?!ago)/);
});

test.each([
  [null, null, null],
  [0, 'limit reached', 'reached'],
  [0.49, 'limit reached', 'reached'],
  [0.5, 'limit in 500 ms', '500 ms'],
  [83, 'limit in 1 min 23 s', '1 min 23 s'],
])('%s s to the limit', (timeToLimitSeconds, sentence, cell) => {
  const judged = verdict('leak', 'alarm', { timeToLimitSeconds, timeToLimitInterval: null });
  expect([limitText(judged), limitInText(judged)]).toEqual([sentence, cell]);
});
