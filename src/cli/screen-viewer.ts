import type { WatchEvent } from '../model/event.ts';
import type { Incident } from '../model/incident.ts';
import { failure, success } from '../model/result.ts';
import { incidentNow } from '../render/incident-now.ts';
import type { DashboardEnd } from '../tui/run-ink.ts';
import { EventLog } from './event-log.ts';
import type { Io } from './io.ts';
import { LateLines } from './late-lines.ts';
import type { Viewer, Wired } from './viewer.ts';
import { writeReportPage } from './write-report-page.ts';

/** Whether a dashboard can be drawn here and keys can be read. */
export function isScreen({ stdout, stdin, env }: Io): boolean {
  return stdout.isTTY === true && stdin.isTTY === true && env['TERM'] !== 'dumb';
}

/**
 * The dashboard as a viewer of the engine; ink and react are loaded here and nowhere else. What is to be said
 * meanwhile stands among the events, and on stderr once the screen is gone.
 */
export function screenViewer(io: Io, ended: (how: DashboardEnd) => void = () => undefined): Viewer {
  const log = new EventLog();
  const late = new LateLines(true, io.stderr);
  let wired: Wired | null = null;
  return {
    emit: (event: WatchEvent) => log.add(event),
    storageSaid: (text) => {
      late.say([text]);
      log.add({ kind: 'warning', text, target: '', workload: '', atMs: Date.now() });
    },
    wired: (given) => {
      wired = given;
    },
    show: async (engine, signal) => {
      const { startDashboard } = await import('../tui/start-dashboard.ts');
      const nothing = failure('nothing can be compared here');
      const source = {
        snapshot: () => engine.snapshot(),
        subscribe: log.subscribe,
        capture: async (targetId: string) => {
          const refused = engine.capture(targetId, 'manual');
          return refused === null ? success(undefined) : failure(refused);
        },
        diff: async (captures: Parameters<Wired['compare']>[0]) =>
          (await wired?.compare(captures, signal)) ?? nothing,
        neighbours: async (incident: Parameters<Wired['neighbours']>[0], name: string) =>
          (await wired?.neighbours(incident, name, signal)) ?? nothing,
        report: async (incident: Incident) => {
          const page =
            (await wired?.report(incidentNow(incident, engine.snapshot()), signal)) ?? nothing;
          return page.ok ? writeReportPage(page.value, incident.id, io.cwd) : page;
        },
        ...io.jobControl,
      };
      const { stdin, stdout, stderr, env } = io;
      try {
        ended(await startDashboard(source, { stdin, stdout, stderr, env, signal }));
      } finally {
        late.flush();
      }
    },
  };
}
