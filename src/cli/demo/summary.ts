import { dirname, relative } from 'node:path';
import { culpritCard } from '../../render/culprit-card.ts';
import { formatDuration } from '../../render/format-duration.ts';
import { formatTimeToSecond } from '../../render/format-time.ts';
import { limitText, verdictFigures } from '../../render/verdict-text.ts';
import { packagePath } from '../package-path.ts';
import type { Named, Progress } from './progress.ts';
import { type Death, endOf } from './supervisor.ts';

/** The end of the demo as lines: what was seen, and how to look at it again. */
export function summaryLines(progress: Progress): string[] {
  const { growth, timeToLimit, captures, named, deaths, sawtooth, notification } = progress;
  return [
    ...(growth === null
      ? []
      : ['', 'Growth', `  ${verdictFigures(growth)}`, `  ${growth.explanation}`]),
    ...(timeToLimit === null
      ? []
      : [
          '',
          'Memory runs out',
          `  ${formatTimeToSecond(timeToLimit.atMs)}: ${limitText(timeToLimit)}`,
        ]),
    ...(named === null ? [] : culpritLines(named)),
    ...deaths.flatMap((death, i) => [...(i === 0 ? ['', 'Deaths'] : []), `  ${deathText(death)}`]),
    ...(sawtooth === null ? [] : ['', 'Verdict: sawtooth', `  ${sawtooth.explanation}`]),
    ...(notification === null ? [] : notificationLines(notification)),
    ...(named === null ? [] : commandLines(named, captures.length)),
  ];
}

/** `exit 2 after 36 s: panic: the store is full`. */
export function deathText(death: Death): string {
  const why = death.lastWords === '' ? '' : `: ${death.lastWords}`;
  return `${endOf(death)} after ${formatDuration(death.livedMs / 1000)}${why}`;
}

/** A notification's body, set out for reading. */
function notificationLines(body: string): string[] {
  const set = JSON.stringify(JSON.parse(body), null, 2).split('\n');
  return ['', 'Webhook, as its receiver verified and got it', ...set.map((line) => `  ${line}`)];
}

function culpritLines({ culprit, diff, captures }: Named): string[] {
  const card = culpritCard(culprit, diff.unit).map((line) => `  ${line}`);
  return ['', `Culprit, from ${captures.length} captures of one life`, ...card];
}

function commandLines({ captures }: Named, stored: number): string[] {
  const [base, current] = [captures[0], captures.at(-1)];
  if (base === undefined || current === undefined) return [];
  const folder = dirname(base.path);
  const names = captures.map(({ path }) => relative(folder, path));
  return [
    '',
    `Captures: ${stored} heap profiles. To look at the ${captures.length} that were compared`,
    `  cd ${folder}`,
    `  go tool pprof -top -base ${names[0]} ${names.at(-1)}`,
    `  sawtooth diff ${names.join(' ')}`,
    `  (in a checkout: node ${packagePath('dist', 'main.js')} diff …)`,
  ];
}
