import type { Culprit } from '../../model/culprit.ts';
import type { Incident } from '../../model/incident.ts';
import {
  confidenceText,
  type DiffUnit,
  grownText,
  nobodyText,
  shareText,
} from '../culprit-text.ts';
import { formatTimeToSecond } from '../format-time.ts';
import { lifeEndText, lifeEndWhy } from '../life-end-word.ts';
import { printable } from '../printable.ts';
import { type Told, toldNow } from '../told-now.ts';
import { rateText } from '../verdict-text.ts';
import type { LeakReport } from './leak-report.ts';
import { leftText } from './left-text.ts';
import { unitOfReport } from './unit-of-report.ts';

/**
 * The whole report in one sentence: `checkout leaks 1.2 MiB/s and was cut 2 times: repo.SaveReport grew by 48.2 MiB,
 * 97 % of the growth (confirmed); limit in 2 min 53 s.` `known`: what may be told of it, where its target is known.
 */
export function headline(report: LeakReport, known?: Told): string {
  const { name, incident, diff } = report;
  const culprit = incident?.culprits[0] ?? diff?.culprits[0];
  const who = culprit === undefined ? null : whoText(culprit, unitOfReport(report, culprit));
  if (incident === null) {
    return who === null
      ? `${nobodyText(diff ?? { captures: 0 })}.`
      : `In ${printable(name)}, ${who}.`;
  }
  const told = known ?? report.told ?? toldNow(incident, null, report.madeAtMs);
  const isOver = incident.state === 'resolved';
  const limit = isOver ? null : outlookText(told);
  const parts = [
    `${printable(name)} ${leakText(told, incident)}${who === null ? '' : `: ${who}`}`,
    ...(who === null ? ['no function is named'] : []),
    ...(limit === null ? [] : [limit]),
  ];
  return `${parts.join('; ')}.`;
}

/** How long it has and what has become of the life before, or of all that is known to have run. */
function outlookText({ verdict, asOfMs, isLastSeen, ends: [ended] }: Told): string | null {
  const isBefore = ended?.whose === 'the life before';
  if (ended !== undefined && !isBefore) {
    return `${lifeEndText(ended)} at ${formatTimeToSecond(ended.atMs)}`;
  }
  const left = leftText(verdict);
  const at = asOfMs === null ? null : formatTimeToSecond(asOfMs);
  const parts = [
    ...(left === null ? [] : [at === null ? left : `at ${at} ${left}`]),
    ...(at !== null && isLastSeen ? [`last seen at ${at}`] : []),
    ...(ended === undefined
      ? []
      : [`the life before ended at ${formatTimeToSecond(ended.atMs)}, ${lifeEndWhy(ended)}`]),
  ];
  return parts.length === 0 ? null : parts.join('; ');
}

/** Whether nobody is known to leak any more: it is over, its life is, or it cannot be seen. */
function isPast({ asOfMs, isLastSeen, ends }: Told, { state }: Incident): boolean {
  return state === 'resolved' || (asOfMs !== null && (isLastSeen || ends.length > 0));
}

function whoText(culprit: Culprit, unit: DiffUnit): string {
  const growth = grownText(culprit, unit).replace(/^\+/, '');
  return `${printable(culprit.function)} grew by ${growth}, ${shareText(culprit)} (${confidenceText(culprit)})`;
}

/** Since which version is known of the incident, whatever its target does now. */
function leakText(told: Told, incident: Incident): string {
  const { verdict, proof } = told;
  const { since } = incident.verdict;
  const past = isPast(told, incident);
  const from = since === undefined ? '' : ` since version ${printable(since.version)}`;
  const rate = `${rateText(past ? proof : verdict)?.replace(/^\+/, '') ?? 'memory'}${from}`;
  const leaks = past ? 'leaked' : 'leaks';
  if (verdict.kind !== 'sawtooth') return `${leaks} ${rate}`;
  const cuts = verdict.lives.filter(({ endAtMs }) => endAtMs !== null).length;
  return `${leaks} ${rate} and was cut ${cuts} ${cuts === 1 ? 'time' : 'times'}`;
}
