import type { Incident } from '../../../model/incident.ts';
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

type Moment = Pick<Happening, 'atMs' | 'word' | 'text'> & { readonly kind: string };

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
  // What its record alone tells is from before this process began.
  const told = new Set(story.filter(({ kind }) => kind === 'incident').map(({ word }) => word));
  const before = recorded(incident).filter(({ word }) => !told.has(word));
  const moments = [...before, ...story].toSorted((a, b) => b.atMs - a.atMs);
  const rest = moments.length - mostShown;
  return html`<ol class="story" reversed>${moments
    .slice(0, mostShown)
    .map(
      ({ atMs, kind, word, text }) =>
        html`<li class="${kind}">${moment(atMs, nowMs)} <b>${word}</b> <span>${text}</span></li>`,
    )}</ol>${rest > 0 ? html`<p class="hint">and ${rest} before</p>` : null}`;
}

/** Who was told of an incident, newest first, and who could not be; null: nobody since this process runs. */
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

function recorded({ rule, activeAtMs, firedAtMs, resolvedAtMs }: Incident): Moment[] {
  const state = (atMs: number | null, word: string): Moment[] =>
    atMs === null ? [] : [{ atMs, kind: 'incident', word, text: rule }];
  return [
    ...state(activeAtMs, 'pending'),
    ...state(firedAtMs, 'firing'),
    ...state(resolvedAtMs, 'resolved'),
  ];
}

function storyOf(incident: Incident, happenings: readonly Happening[]): Moment[] {
  const { id, workload, labels, activeAtMs, resolvedAtMs } = incident;
  const instance = labels['instance'];
  return happenings.filter((one) => {
    if (one.incident !== null) return one.incident === id;
    if (!ofTarget.includes(one.kind) || one.workload !== workload) return false;
    if (instance !== undefined && one.target !== instance) return false;
    return one.atMs >= activeAtMs && (resolvedAtMs === null || one.atMs <= resolvedAtMs);
  });
}
