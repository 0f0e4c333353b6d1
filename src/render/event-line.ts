import type { Capture } from '../model/capture.ts';
import type { Diff } from '../model/culprit.ts';
import type { WatchEvent } from '../model/event.ts';
import type { Incident } from '../model/incident.ts';
import { culpritSentence, growthText, unitOfCulprit } from './culprit-text.ts';
import { restOf } from './explanation-of.ts';
import { formatBytes } from './format-bytes.ts';
import { formatDuration } from './format-duration.ts';
import { formatTimeToSecond } from './format-time.ts';
import { incidentFigures } from './incident-figures.ts';
import { lifeText } from './life-text.ts';
import { printable } from './printable.ts';
import { verdictFigures, verdictWord } from './verdict-text.ts';

/**
 * An event as the one line that `watch` prints where stdout is no terminal; no break at its end.
 * `2026-11-22T20:15:03Z  leak       goleaky 127.0.0.1:6060  heapLive 48.2 MiB, +1.2 MiB/s: …`
 */
export function eventLine(event: WatchEvent): string {
  return `${formatTimeToSecond(event.atMs)}  ${eventText(event)}`;
}

/** The same without the time, for a view that shows it in its own way. */
export function eventText(event: WatchEvent): string {
  const [word, text] = eventWords(event);
  const who = [event.workload, event.target].filter((name, i, all) => all.indexOf(name) === i);
  const parts = [word.padEnd(10), who.join(' ').trim(), text];
  return printable(parts.filter((part) => part !== '').join('  ')).trimEnd();
}

/** What happened in a word or two, and the rest of the line; not yet made printable. */
export function eventWords(event: WatchEvent): readonly [word: string, text: string] {
  switch (event.kind) {
    case 'target-up':
      return ['up', event.what];
    case 'target-down':
      return ['down', event.reason];
    case 'notice':
      return ['notice', event.notice];
    case 'life-ended':
      return ['ended', lifeText(event.life, event.limitBytes)];
    case 'verdict':
      return [verdictWord(event.verdict), verdictLine(event.verdict)];
    case 'captured':
      return ['captured', captureText(event.capture)];
    case 'capture-failed':
      return ['no capture', event.reason];
    case 'diffed':
      return ['diffed', diffText(event.diff)];
    case 'incident':
      return [event.incident.state, incidentText(event.incident)];
    case 'notified':
      return ['notified', `${event.receiver}: ${event.status}`];
    case 'notify-failed':
      return ['not told', `${event.receiver}: ${event.reason}`];
    case 'discovery-failed':
      return ['not found', `job ${event.job}: ${event.reason}`];
    case 'discovery-recovered':
      return ['found', `job ${event.job}: its targets are found again`];
    case 'targets-refused':
      return ['refused', `job ${event.job}: ${event.reason}`];
    case 'config-reloaded':
      return ['reloaded', 'the configuration'];
    case 'config-rejected':
      return ['rejected', event.reason];
    case 'warning':
      return ['warning', event.text];
    case 'stopping':
      return ['stopping', event.reason];
  }
}

function verdictLine(verdict: Extract<WatchEvent, { kind: 'verdict' }>['verdict']): string {
  const figures = verdictFigures(verdict);
  return figures === '' ? verdict.explanation : `${figures}: ${verdict.explanation}`;
}

/** `incident heap, 12.3 KiB in 41 ms: captures/…`. */
function captureText(capture: Capture): string {
  const took = formatDuration(capture.tookMs / 1000);
  return `${capture.role} ${capture.kind}, ${formatBytes(capture.bytes)} in ${took}: ${capture.path}`;
}

/** Who grew, over how many captures; without a culprit, what is missing. */
function diffText(diff: Diff): string {
  const { captures, growth, unit, sampleType } = diff;
  const what = sampleType === 'goroutine' ? 'goroutines' : sampleType;
  const over = `${captures} captures, ${growthText(growth, unit)} ${what}`;
  const [culprit] = diff.culprits;
  if (culprit !== undefined) return `${over}: ${culpritSentence(culprit, diff.unit)}`;
  const why = diff.warnings[0] ?? 'nobody can be accused yet';
  return `${over}: no culprit, ${why}`;
}

function incidentText(incident: Incident): string {
  const [culprit] = incident.culprits;
  const id = incident.id === '' ? '' : ` (${incident.id})`;
  const about = `${incident.rule}${id}, ${incidentFigures(incident)}`;
  const rest = restOf(incident);
  if (culprit === undefined) {
    return `${about}: no culprit yet${rest === null ? '' : `. ${rest.sentence}`}`;
  }
  return `${about}: ${culpritSentence(culprit, unitOfCulprit(incident, culprit))}`;
}
