import type { LifeEnd } from '../../model/reading.ts';
import type { Forecast } from '../forecast-of.ts';
import { lifeEndWord } from '../life-end-word.ts';
import { type Html, html } from '../page/html.ts';
import type { ChartSize, MemoryChart } from './chart-input.ts';
import { diamond } from './chart-marks.ts';

type Entry = { readonly sign: (x: number, y: number) => Html; readonly text: string };

const causes: readonly LifeEnd[] = ['oom', 'crash', 'deploy', 'unknown'];
const height = 18;
const letter = 6.1;
/** What a capital letter is wider by. */
const capital = 2.5;

/** What each thing that is drawn stands for, over the plot; only of what is there. */
export function chartLegend(
  { timeline, captures = [] }: MemoryChart,
  forecast: Forecast | null,
  { width }: ChartSize,
): Html {
  const ends = causes.flatMap((cause): Entry[] => {
    const own = timeline.lifeEnds.filter((end) => end.cause === cause);
    if (own.length === 0) return [];
    const style = `cliff ${cause}${own.every(({ inferred }) => inferred) ? ' inferred' : ''}`;
    return [
      {
        sign: upright(style),
        text: `${lifeEndWord({ cause })}${own.length > 1 ? ` ×${own.length}` : ''}`,
      },
    ];
  });
  const entries: Entry[] = [
    { sign: level('floor'), text: `${timeline.signal}, floor` },
    { sign: box('band'), text: 'up to peak' },
    ...(timeline.points.some(({ counted }) => counted !== undefined)
      ? [{ sign: level('counted'), text: `${timeline.counted}, which the limit counts` }]
      : []),
    ...(forecast === null
      ? []
      : [
          { sign: level('ramp'), text: 'leak rate' },
          { sign: box('cone'), text: 'forecast, 80 %' },
        ]),
    ...ends,
    ...(captures.length === 0
      ? []
      : [
          {
            sign: (x: number, y: number) => html`<path class="capture" d="${diamond(x + 8, y)}"/>`,
            text: captures.length === 1 ? '1 capture' : `${captures.length} captures`,
          },
        ]),
  ];
  let x = 14;
  let y = 12;
  const placed = entries.map(({ sign, text }) => {
    const wide = 22 + letter * text.length + capital * (text.match(/[A-Z]/g)?.length ?? 0);
    if (x + wide > width - 8 && x > 14) {
      x = 14;
      y += height;
    }
    const made = html`${sign(x, y)}<text x="${x + 20}" y="${y + 4}">${text}</text>`;
    x += wide + 14;
    return made;
  });
  return html`<g class="legend-row" aria-hidden="true">${placed}</g>`;
}

function level(name: string): Entry['sign'] {
  return (x, y) => html`<line class="${name}" x1="${x}" x2="${x + 16}" y1="${y}" y2="${y}"/>`;
}

function upright(name: string): Entry['sign'] {
  return (x, y) =>
    html`<g class="${name}"><line x1="${x + 8}" x2="${x + 8}" y1="${y - 7}" y2="${y + 7}"/></g>`;
}

function box(name: string): Entry['sign'] {
  return (x, y) =>
    html`<rect class="${name}" x="${x}" y="${y - 5}" width="16" height="10" rx="2"/>`;
}
