import type { Neighbour, Neighbours } from '../model/neighbours.ts';
import { growthText } from '../render/culprit-text.ts';
import { clipMiddle, fitTo } from '../render/display-width.ts';
import { formatDuration } from '../render/format-duration.ts';
import { formatPercent } from '../render/format-percent.ts';
import { printable } from '../render/printable.ts';
import { wrapText } from '../render/wrap-text.ts';
import { type Line, span } from './line.ts';
import type { Answer } from './picture.ts';
import type { Shown } from './shown.ts';
import { glyphs } from './theme.ts';

/** Who called a function that grew and whom it called, as pprof's peek has it: a function of them can be looked at in turn. */
export function peekLines(
  name: string,
  answer: Answer<Neighbours> | undefined,
  { picked }: { readonly picked: string | null },
  atMs: number,
  width: number,
  height: number,
): { readonly lines: readonly Line[]; readonly shown: Partial<Shown> } {
  const title: Line = [span('callers and callees of ', 'dim'), span(printable(name), 'strong')];
  if (answer === undefined || answer.state === 'waiting') {
    const seconds =
      answer === undefined ? 0 : Math.max(0, Math.round((atMs - answer.sinceMs) / 1000));
    const text = `comparing the captures ${glyphs.dot} ${formatDuration(seconds)}`;
    return { lines: [title, [], [span(text, 'accent')]], shown: {} };
  }
  if (answer.state === 'failed') {
    const lines = wrapText(printable(answer.reason), width).map(
      (line): Line => [span(line, 'warn')],
    );
    return { lines: [title, [], ...lines], shown: {} };
  }
  const { flat: own, cum, callers, callees, unit } = answer.value;
  const names = [...callers, ...callees].map((one) => one.function);
  const chosen = picked !== null && names.includes(picked) ? picked : (names[0] ?? null);
  const line = (one: { function: string; value: number }, mark: string): Line => {
    const isSelected = one.function === chosen;
    const grown = mark === '┌' ? grownOf(callers, 0) : grownOf(callees, own);
    const share = grown === 0 ? '' : formatPercent(one.value / grown);
    const figures = fitTo(growthText(one.value, unit), 12, 'right') + fitTo(share, 7, 'right');
    return [
      isSelected ? span(`${glyphs.selected} `, 'accent') : span('  '),
      span(`${figures}  `, isSelected ? 'strong' : 'plain'),
      span(`${mark} `, 'dim'),
      span(
        clipMiddle(printable(one.function), Math.max(10, width - 26)),
        isSelected ? 'strong' : 'plain',
      ),
    ];
  };
  const whole = fitTo(growthText(cum, unit), 12, 'right');
  const flat = growthText(own, unit);
  const all: Line[] = [
    ...callers.map((one) => line(one, '┌')),
    [
      span(`  ${whole}${fitTo('', 7)}  `, 'strong'),
      span(`${clipMiddle(printable(name), Math.max(10, width - 50))}`, 'bad'),
      span(`  (${flat} at itself)`, 'dim'),
    ],
    ...callees.map((one) => line(one, '└')),
  ];
  const at = chosen === null ? 0 : names.indexOf(chosen);
  const visible = Math.max(1, height - 1);
  const first = Math.max(0, Math.min(at - Math.floor(visible / 2), all.length - visible));
  return {
    lines: [title, ...all.slice(first, first + visible)],
    shown: { functions: names, picked: chosen, page: visible },
  };
}

/** What grew among functions and at the one they stand beside: shares of what is left after what shrank mean nothing. */
function grownOf(beside: readonly Neighbour[], own: number): number {
  return beside.reduce((sum, { value }) => sum + Math.max(0, value), Math.max(0, own));
}
