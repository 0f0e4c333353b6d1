import { closeHttpAgents } from '../../http/agents.ts';
import type { Capture } from '../../model/capture.ts';
import type { HttpOptions } from '../../model/http.ts';
import type { Incident } from '../../model/incident.ts';
import { failure, type Result, success } from '../../model/result.ts';
import { decodeProfile } from '../../profile/decode-profile.ts';
import { UsageError } from '../command.ts';
import { compareCaptures, type NamedCapture } from '../compare-captures.ts';
import { EventLog } from '../event-log.ts';
import type { Io } from '../io.ts';
import { neighboursIn } from '../neighbours-stored.ts';
import type { Viewer } from '../viewer.ts';
import { Attached } from './attached.ts';
import { saveServedReport } from './save-served-report.ts';
import { deadlines, get, postCapture, type Served } from './serve-client.ts';

/** How a running `serve` is shown: on a screen, or `emit` alone. */
export type Shown = {
  readonly url: string;
  readonly http: HttpOptions;
  readonly isScreen: boolean;
  readonly emit: Viewer['emit'];
};

/** Shows a running `serve` until the user leaves; 130 after ctrl-c. Throws a `UsageError` when it cannot be read. */
export async function watchAttached({ url, http, isScreen, emit }: Shown, io: Io): Promise<number> {
  const stop = new AbortController();
  const signal = AbortSignal.any([io.signal, stop.signal]);
  const served = servedAt(url, http, signal);
  const log = new EventLog();
  const attached = await Attached.open(served, log);
  if (!attached.ok) throw new UsageError(attached.reason);
  const running = attached.value.run();
  try {
    if (isScreen) return await onScreen(attached.value, { served, log, io });
    log.subscribe(emit);
    await running;
    return 0;
  } finally {
    stop.abort();
    await running;
    closeHttpAgents();
  }
}

async function onScreen(
  attached: Attached,
  { served, log, io }: { readonly served: Served; readonly log: EventLog; readonly io: Io },
): Promise<number> {
  const { startDashboard } = await import('../../tui/start-dashboard.ts');
  const { stdin, stdout, stderr, env } = io;
  const end = await startDashboard(
    {
      snapshot: () => attached.snapshot,
      subscribe: log.subscribe,
      behind: () => attached.behind,
      looksAt: (targetId) => {
        attached.closeId = targetId;
      },
      capture: (targetId) => postCapture(served, targetId),
      diff: async (captures) =>
        compareCaptures(await Promise.all(captures.map((one) => fetchCapture(served, one)))),
      neighbours: async (incident: Incident, name) => {
        const path = `/api/v1/incidents/${encodeURIComponent(incident.id)}/diff.pb.gz`;
        const bytes = await get(served, path, deadlines.making);
        return bytes.ok ? neighboursIn(bytes.value, name) : bytes;
      },
      report: (incident: Incident) => saveServedReport(served, incident.id, io.cwd),
      ...io.jobControl,
    },
    { stdin, stdout, stderr, env, signal: served.signal },
  );
  return end === 'interrupted' ? 130 : 0;
}

async function fetchCapture(served: Served, capture: Capture): Promise<Result<NamedCapture>> {
  const id = capture.id.split('/').map(encodeURIComponent).join('/');
  const bytes = await get(served, `/api/v1/captures/${id}`, deadlines.profile);
  if (!bytes.ok) return bytes;
  const profile = decodeProfile(bytes.value);
  if (!profile.ok) return failure(`${capture.path}: ${profile.reason}`);
  const { atMs, gc, path } = capture;
  return success({
    name: path,
    profile: { ...profile.value, atMs: profile.value.atMs ?? atMs },
    gc,
  });
}

/** A login in the URL is one for the header, and is shown to nobody. */
function servedAt(given: string, http: HttpOptions, signal: AbortSignal): Served {
  const whole = /^https?:\/\//i.test(given) ? given : `http://${given}`;
  if (!URL.canParse(whole)) {
    throw new UsageError(`--attach ${given} is no URL: write it as http://host:9412.`);
  }
  const url = new URL(whole);
  const { username, password } = url;
  const login =
    username === ''
      ? {}
      : {
          basicAuth: {
            username: decodeURIComponent(username),
            password: decodeURIComponent(password),
          },
        };
  const path = url.pathname.replace(/\/+$/, '');
  return { url: `${url.protocol}//${url.host}${path}`, http: { ...http, ...login }, signal };
}
