import type { WatchEvent } from '../model/event.ts';
import type { Incident } from '../model/incident.ts';
import type { Neighbours } from '../model/neighbours.ts';
import type { TargetSnapshot } from '../model/snapshot.ts';
import { instanceOf, type Target } from '../model/target.ts';
import { diffText } from '../render/diff-text.ts';
import { formatBytes } from '../render/format-bytes.ts';
import { formatDuration } from '../render/format-duration.ts';
import { incidentJson } from '../render/incident-json.ts';
import { printable } from '../render/printable.ts';
import { targetJson } from '../render/target-json.ts';
import { rowsOf } from '../render/urgency.ts';
import type { About, Ask } from './action.ts';
import { capturesToCompare } from './captures-to-compare.ts';
import type { DashboardProps } from './dashboard.ts';
import type { DashboardSource } from './dashboard-source.ts';
import { type Answer, type Answers, type Message, neighboursKey } from './picture.ts';
import type { Above } from './view.ts';

/** How long a message stands: long enough to be read, and no longer than the keys can be missed. */
const shownMs = 10_000;

/** More than that no terminal takes as one copy. */
const mostCopied = 74_000;

/** What was asked for, and what has come of it so far. */
export type Answering = Pick<DashboardProps, 'answers' | 'perform'> & {
  /** To be told of every event: some are what was waited for. */
  readonly heard: (event: WatchEvent) => void;
};

/** Does what the keys ask for. `copy` hands a text to the terminal's clipboard. */
export function answering(
  source: DashboardSource,
  { nowMs, copy }: { readonly nowMs: () => number; readonly copy: (text: string) => void },
): Answering {
  let message: (Message & { readonly untilMs: number }) | null = null;
  let changed: () => void = () => undefined;
  const neighbours = new Map<string, Answer<Neighbours>>();
  const capturing = new Map<string, string>();

  const say = (text: string, tone: Message['tone'], forMs = shownMs) => {
    message = { text, tone, untilMs: nowMs() + forMs };
    changed();
    setTimeout(() => changed(), forMs + 50).unref();
  };
  const found = (id: string): TargetSnapshot | undefined =>
    source.snapshot().targets.find(({ target }) => target.id === id);

  const capture = async (targetId: string) => {
    const shown = found(targetId);
    if (shown === undefined) return say('It is not watched any more.', 'warn');
    const name = instanceOf(shown.target);
    if (shown.target.profiles === null) {
      return say(`${name} has no profiles to capture: its job names no profile endpoint.`, 'warn');
    }
    say(`capturing ${name} …`, 'accent', 60_000);
    capturing.set(name, targetId);
    const begun = await source.capture(targetId);
    if (begun.ok) return;
    capturing.delete(name);
    say(`no capture of ${name}: ${begun.reason}`, 'bad');
  };
  const diff = async (targetId: string, show: (screen: Above) => void) => {
    const shown = found(targetId);
    const captures = capturesToCompare(shown?.captures ?? []);
    if (captures.length < 2) {
      return say(
        'Two captures of one life make a diff, and there are fewer: c takes one now.',
        'warn',
      );
    }
    const startedMs = nowMs();
    const tick = () => {
      const seconds = formatDuration(Math.round((nowMs() - startedMs) / 1000));
      say(`comparing ${captures.length} captures … ${seconds}`, 'accent', 60_000);
    };
    tick();
    const timer = setInterval(tick, 1000);
    const made = await source.diff(captures).finally(() => clearInterval(timer));
    if (!made.ok) return say(`no diff: ${made.reason}`, 'bad');
    message = null;
    show({
      kind: 'text',
      title: `diff of ${shown === undefined ? targetId : targetName(shown.target)}`,
      text: diffText(made.value).trimEnd(),
      scroll: 0,
    });
  };
  const json = ({ kind, id }: About, show: (screen: Above) => void) => {
    const incident = source.snapshot().incidents.find((one) => one.id === id);
    const target = found(id);
    const made =
      kind === 'incident' ? incident && incidentJson(incident) : target && targetJson(target);
    if (made === undefined) return say('It is not there any more.', 'warn');
    const name =
      kind === 'incident'
        ? incident && incidentName(incident)
        : target && targetName(target.target);
    show({
      kind: 'text',
      title: `${name ?? id} as JSON`,
      text: JSON.stringify(made, null, 2),
      scroll: 0,
    });
  };
  const peek = async (incidentId: string, name: string) => {
    const key = neighboursKey(incidentId, name);
    if (neighbours.get(key)?.state === 'waiting') return;
    const incident = source.snapshot().incidents.find((one) => one.id === incidentId);
    if (incident === undefined) return;
    neighbours.set(key, { state: 'waiting', sinceMs: nowMs() });
    changed();
    const made = await source.neighbours(incident, name);
    neighbours.set(
      key,
      made.ok ? { state: 'there', value: made.value } : { state: 'failed', reason: made.reason },
    );
    changed();
  };
  const report = async ({ kind, id }: About) => {
    const snapshot = source.snapshot();
    const incident =
      kind === 'incident'
        ? snapshot.incidents.find((one) => one.id === id)
        : rowsOf(snapshot).find(({ shown }) => shown.target.id === id)?.incident;
    if (source.report === undefined)
      return say('A report is written where the store is: sawtooth report.', 'warn');
    if (incident == null) return say('There is no incident of it to report.', 'warn');
    say('writing the report …', 'accent', 60_000);
    const written = await source.report(incident);
    if (written.ok) say(`report: ${written.value}`, 'good', 30_000);
    else say(`no report: ${written.reason}`, 'bad');
  };

  return {
    answers: (): Answers => ({
      message: message !== null && message.untilMs > nowMs() ? message : null,
      neighbours,
    }),
    perform: (ask, change) => {
      changed = () => change();
      const show = (screen: Above) =>
        change((view) => ({ ...view, above: [...view.above, screen] }));
      void perform(ask, show).catch((error: Error) => say(error.message, 'bad'));
    },
    heard: (event) => {
      if (event.kind !== 'captured' && event.kind !== 'capture-failed') return;
      const role = event.kind === 'captured' ? event.capture.role : event.role;
      if (role !== 'manual' || !capturing.has(event.target)) return;
      if (event.kind === 'capture-failed') return say(`no capture: ${event.reason}`, 'bad');
      const { kind, bytes, tookMs } = event.capture;
      say(
        `captured ${kind} of ${event.target}: ${formatBytes(bytes)} in ${formatDuration(tookMs / 1000)}`,
        'good',
      );
    },
  };

  async function perform(ask: Exclude<Ask, { kind: 'suspend' }>, show: (screen: Above) => void) {
    switch (ask.kind) {
      case 'capture':
        return capture(ask.targetId);
      case 'diff':
        return diff(ask.targetId, show);
      case 'json':
        return json(ask.about, show);
      case 'peek':
        return peek(ask.incidentId, ask.function);
      case 'report':
        return report(ask.about);
      case 'copy': {
        if (ask.text.length > mostCopied)
          return say('That is more than a terminal copies.', 'warn');
        copy(ask.text);
        return say(
          `copied ${formatBytes(ask.text.length)}, where the terminal lets programs copy (OSC 52)`,
          'good',
        );
      }
    }
  }
}

/** What people call a target: its id says nothing where it comes from another process. */
function targetName(target: Target): string {
  const instance = instanceOf(target);
  const name = instance === target.workload ? instance : `${target.workload} ${instance}`;
  return printable(name);
}

function incidentName({ workload, rule }: Incident): string {
  return printable(`${workload} · ${rule}`);
}
