import type { Incident } from '../model/incident.ts';
import { downText } from '../render/down-text.ts';
import { silenceText, snoozeText } from '../render/quiet-text.ts';
import { toldNow } from '../render/told-now.ts';
import type { Body } from './body.ts';
import { culpritCards } from './culprit-cards.ts';
import { incidentHistory } from './incident-history.ts';
import { incidentTitle, otherIncidents } from './incident-lines.ts';
import { labelled } from './labelled.ts';
import { type Line, type Span, span } from './line.ts';
import { peekLines } from './peek-lines.ts';
import { type Answers, neighboursKey, type Picture } from './picture.ts';
import { nothingShown, type Shown } from './shown.ts';
import { titleRule } from './title-rule.ts';
import { topLines, topRows } from './top-lines.ts';
import { explanationLines, figureLines, toldNotes } from './verdict-lines.ts';
import { type IncidentPane, incidentPanes, type Screen } from './view.ts';

type IncidentScreen = Extract<Screen, { readonly kind: 'incident' }>;

/** One incident: who did it, what grew, what happened, who was told. */
export function incidentScreen(
  picture: Picture,
  answers: Answers,
  screen: IncidentScreen,
  width: number,
  height: number,
): Body {
  const { snapshot } = picture;
  const incident = snapshot.incidents.find(({ id }) => id === screen.incidentId);
  if (incident === undefined) return gone();
  const inner = width - 2;
  const target = snapshot.targets.find((one) => one.target.id === incident.targetId) ?? null;
  const told = toldNow(incident, target, snapshot.atMs);
  const isDown = target === null ? null : downText(target, snapshot.atMs);
  const down = isDown === null ? [] : [span(isDown.toLowerCase().replace(/\.$/, ''), 'bad')];
  const others = snapshot.incidents.filter(
    (one) => one.targetId === incident.targetId && one.id !== incident.id,
  );
  const head = [
    ...incidentTitle(incident, others, snapshot.atMs, inner),
    ...otherIncidents(incident, others, inner),
    ...figureLines(told.verdict, inner, [...toldNotes(told, snapshot.atMs), ...down]),
    ...labelled('QUIET', quietSpans(incident, picture), inner),
    [],
    tabs(screen.pane),
  ];
  const room = Math.max(1, height - 1 - head.length);
  const shown = shownOf(incident, others);
  const pane = paneOf(picture, answers, screen, { incident, why: told.why }, inner, room);
  const lines = [...head, ...pane.lines].map((line): Line => [span(' '), ...line]);
  return {
    lines: [titleRule(`${incident.workload} · ${incident.rule}`, width), ...lines],
    shown: { ...shown, ...pane.shown },
  };
}

type Pane = { readonly lines: readonly Line[]; readonly shown: Partial<Shown> };

function paneOf(
  picture: Picture,
  answers: Answers,
  screen: IncidentScreen,
  { incident, why }: { readonly incident: Incident; readonly why: string },
  width: number,
  height: number,
): Pane {
  const { pane, peeked } = screen;
  if (pane === 'top' && peeked !== null) {
    const answer = answers.neighbours.get(neighboursKey(incident.id, peeked));
    return peekLines(peeked, answer, screen, picture.snapshot.atMs, width, height);
  }
  if (pane === 'top') {
    const rows = topRows(incident);
    const functions = rows.map((row) => row.function);
    const picked = functions.includes(screen.picked ?? '') ? screen.picked : (functions[0] ?? null);
    const lines = topLines(incident, rows, functions.indexOf(picked ?? ''), width, height);
    return { lines, shown: { functions, picked, page: Math.max(1, height - 2) } };
  }
  const lines =
    pane === 'culprits'
      ? [...culpritCards(incident, width), [], ...explanationLines(why, width)]
      : incidentHistory(incident, picture, width);
  const maxScroll = Math.max(0, lines.length - height);
  const from = Math.min(screen.scroll, maxScroll);
  return { lines: lines.slice(from, from + height), shown: { maxScroll, page: height } };
}

const names: Readonly<Record<IncidentPane, string>> = {
  culprits: 'culprits',
  top: 'what grew',
  events: 'what happened',
};

/** ` culprits   what grew   what happened`: the one that is seen stands out, also without colour. */
function tabs(pane: IncidentPane): Line {
  return incidentPanes.flatMap((one): Span[] => [
    one === pane ? span(`[${names[one]}]`, 'accent') : span(` ${names[one]} `, 'dim'),
    span('  '),
  ]);
}

function shownOf(incident: Incident, others: readonly Incident[]): Shown {
  return {
    ...nothingShown,
    workload: incident.workload,
    targetId: incident.targetId,
    about: { kind: 'incident', id: incident.id },
    incidents: [incident.id, ...others.map(({ id }) => id)].sort(),
  };
}

/** Who wants to hear nothing of it. */
function quietSpans({ id, workload }: Incident, { snapshot }: Picture): Span[] {
  const silence = snapshot.silences.get(id);
  const snoozes = snapshot.snoozes.filter((one) => one.workload === workload);
  return [
    ...snoozes.map((snooze) => span(snoozeText(snooze), 'warn')),
    ...(silence === undefined ? [] : [span(silenceText(silence), 'warn')]),
  ];
}

function gone(): Body {
  const text = '  This incident is over and not kept any more. esc goes back.';
  return { lines: [[], [span(text, 'strong')]], shown: nothingShown };
}
