import type { Incident } from '../../../model/incident.ts';
import { printable } from '../../printable.ts';
import { type RecordedMoment, recordedStory } from '../../recorded-story.ts';
import { type Html, html } from '../html.ts';
import type { Happening } from './happening.ts';
import { moment } from './moment.ts';

/** Lines of it; the log has all. */
const mostShown = 25;

/** What of a target's own is part of an incident's story. */
const ofTarget: readonly Happening['kind'][] = [
  'captured',
  'capture-failed',
  'diffed',
  'life-ended',
  'target-up',
  'target-down',
];

/**
 * How an incident went, newest first: what its record says, which outlives a restart, and what happened to
 * it and to its target since this process runs.
 */
export function timeLine(
  incident: Incident,
  happenings: readonly Happening[],
  nowMs: number,
): Html {
  const story = storyOf(incident, happenings);
  const before = recordedStory(incident).filter((one) => !story.some(isSame(one)));
  const moments = foldedCaptures([...before, ...story].toSorted((a, b) => b.atMs - a.atMs));
  // However much came after it: when it fired is told.
  const shown = moments.filter(({ kind }, i) => i < mostShown || kind === 'incident');
  const rest = moments.length - shown.length;
  return html`<ol class="story" reversed>${shown.map(
    ({ atMs, kind, word, text }) =>
      html`<li class="${kind}">${moment(atMs, nowMs)} <b>${word}</b> <span>${printable(text)}</span></li>`,
  )}</ol>${rest > 0 ? html`<p class="hint">and ${rest} more in between</p>` : null}`;
}

type Moment = Pick<Happening, 'atMs' | 'word' | 'text'> & { readonly kind: string };

/** Captures that follow each other are one line: each life has some. */
function foldedCaptures(newestFirst: readonly Moment[]): readonly Moment[] {
  const folded: Moment[] = [];
  let run: Moment[] = [];
  const close = () => {
    const [newest] = run;
    if (newest !== undefined) folded.push(run.length === 1 ? newest : asOne(newest, run));
    run = [];
  };
  for (const one of newestFirst) {
    if (one.kind === 'captured') run.push(one);
    else {
      close();
      folded.push(one);
    }
  }
  close();
  return folded;
}

function asOne(newest: Moment, run: readonly Moment[]): Moment {
  const kinds = [...new Set(run.map(({ text }) => text.split(', ')[0] ?? ''))];
  return { ...newest, text: `${run.length} profiles: ${kinds.join(', ')}` };
}

/** A record has a thing's own time, an event that of its being told. */
const sameWithinMs = 2_000;

/** Whether an event told what a record says, which it does in more words. */
function isSame(recorded: RecordedMoment): (told: Happening) => boolean {
  const { atMs, kind, word, text } = recorded;
  return (told) => {
    if (told.kind !== kind) return false;
    if (kind === 'incident') return told.word === word;
    const isNear = Math.abs(told.atMs - atMs) <= sameWithinMs;
    return isNear && (kind !== 'captured' || told.text === text);
  };
}

/** Who was told of an incident, newest first, and who could not be; null: nobody. */
export function toldList(
  incident: Incident,
  happenings: readonly Happening[],
  nowMs: number,
): Html | null {
  const told = happenings.filter(
    ({ kind, incident: id }) =>
      id === incident.id && (kind === 'notified' || kind === 'notify-failed'),
  );
  if (told.length === 0) return null;
  return html`<ul class="lines">${told
    .toReversed()
    .slice(0, mostShown)
    .map(
      ({ atMs, kind, word, text }) =>
        html`<li class="${kind}"><b>${word}</b> ${text} <span>${moment(atMs, nowMs)}</span></li>`,
    )}</ul>`;
}

function storyOf(incident: Incident, happenings: readonly Happening[]): readonly Happening[] {
  const { id, workload, labels, activeAtMs, resolvedAtMs } = incident;
  const instance = labels['instance'];
  return happenings.filter((one) => {
    if (one.incident !== null) return one.incident === id;
    if (!ofTarget.includes(one.kind) || one.workload !== workload) return false;
    if (instance !== undefined && one.target !== instance) return false;
    return one.atMs >= activeAtMs && (resolvedAtMs === null || one.atMs <= resolvedAtMs);
  });
}
