import type { Incident } from '../../../model/incident.ts';
import { culpritPlace } from '../../culprit-text.ts';
import { formatDuration } from '../../format-duration.ts';
import { formatTimeToSecond } from '../../format-time.ts';
import { printable } from '../../printable.ts';
import { type Html, html } from '../html.ts';

/** One incident in a list of a target's own: its rule with a link, state and times, who it was. `folder`: where its page is. */
export function incidentLine(incident: Incident, folder: string): Html {
  const { id, rule, state, activeAtMs, firedAtMs, resolvedAtMs, culprits } = incident;
  const [culprit] = culprits;
  const since = formatTimeToSecond(firedAtMs ?? activeAtMs);
  const lasted =
    firedAtMs === null || resolvedAtMs === null
      ? ''
      : `, over after ${formatDuration(Math.round((resolvedAtMs - firedAtMs) / 1000))}`;
  const who = culprit === undefined ? '' : `, ${culpritPlace(culprit)}`;
  return html`<li id="i-${encodeURIComponent(id)}"><a href="${folder}${encodeURIComponent(id)}">${printable(rule)}</a> <span>${state} since ${since}${lasted}${who}</span></li>`;
}
