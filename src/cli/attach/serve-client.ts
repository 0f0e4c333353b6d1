import { httpRequest } from '../../http/request.ts';
import { streamLines } from '../../http/stream-lines.ts';
import type { WatchEvent } from '../../model/event.ts';
import type { HttpOptions } from '../../model/http.ts';
import { failure, type Result, success } from '../../model/result.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { parseModelJson, snapshotForm } from '../../render/snapshot-json.ts';
import { hasShape } from '../../store/has-shape.ts';

/** A running `serve`: where it is, and how it is asked. */
export type Served = {
  /** Without a slash at its end. */
  readonly url: string;
  readonly http: HttpOptions;
  readonly signal: AbortSignal;
};

const deadlineMs = 10_000;
const maxBytes = 256 * 1024 ** 2;
/** Of one event: an incident with its diffs. */
const maxLineBytes = 16 * 1024 ** 2;

const snapshotShape = {
  form: 'number',
  atMs: 'number',
  startedAtMs: 'number',
  timeScale: 'number',
  targets: 'objects',
  incidents: 'objects',
  snoozes: 'objects',
  told: 'objects',
} as const;

const eventShape = {
  kind: 'string',
  atMs: 'number',
  target: 'string',
  workload: 'string',
} as const;

/** All that it shows now; of the target `wholeId` with its whole timeline. */
export async function fetchSnapshot(
  served: Served,
  wholeId: string | null,
): Promise<Result<Snapshot>> {
  const query = wholeId === null ? '' : `?target=${encodeURIComponent(wholeId)}`;
  const read = await get(served, `/api/v1/attach/snapshot${query}`);
  if (!read.ok) return read;
  const other = `${served.url} is another version of sawtooth serve, or something else: what it shows cannot be read`;
  try {
    const value = parseModelJson(new TextDecoder().decode(read.value));
    if (!hasShape(value, snapshotShape)) return failure(other);
    const shown = value as Snapshot & { form: number; silences: [] };
    if (shown.form !== snapshotForm) return failure(other);
    return success({ ...shown, silences: new Map(shown.silences) });
  } catch (error) {
    return failure(other, error);
  }
}

/** Hands on what happens for as long as it is told; answers with why it is not any more. */
export async function followEvents(
  { url, http, signal }: Served,
  told: (event: WatchEvent) => void,
): Promise<Result<void>> {
  const asked = {
    ...{ url: `${url}/api/v1/attach/events`, http, signal, deadlineMs },
    // Nothing may happen for days.
    ...{ idleMs: 2 ** 31 - 1, maxBytes: maxLineBytes },
  };
  const ended = await streamLines(asked, (line) => {
    const event = line.startsWith('data: ') ? eventIn(line.slice(6)) : null;
    if (event !== null) told(event);
  });
  if (!ended.ok) return ended;
  return ended.value.status === 200
    ? success(undefined)
    : failure(refusal(url, ended.value.status, ended.value.body));
}

/** What cannot be read is passed over: the snapshot says how things stand all the same. */
function eventIn(text: string): WatchEvent | null {
  try {
    const value = parseModelJson(text);
    return hasShape(value, eventShape) ? (value as WatchEvent) : null;
  } catch {
    return null;
  }
}

/** The bytes of a path that it serves. */
export async function get(
  { url, http, signal }: Served,
  path: string,
): Promise<Result<Uint8Array>> {
  const asked = { url: `${url}${path}`, http, signal, deadlineMs, maxBytes };
  const answer = await httpRequest({ method: 'GET', ...asked });
  if (!answer.ok) return answer;
  const { status, body } = answer.value;
  return status === 200 ? success(body) : failure(refusal(url, status, body));
}

/** Begins a capture of a target. */
export async function postCapture(
  { url, http, signal }: Served,
  target: string,
): Promise<Result<void>> {
  const answer = await httpRequest({
    ...{ method: 'POST', url: `${url}/api/v1/captures`, http, signal, deadlineMs },
    ...{ maxBytes: 2 ** 20, body: JSON.stringify({ target }) },
    headers: { 'content-type': 'application/json' },
  });
  if (!answer.ok) return answer;
  const { status, body } = answer.value;
  return status === 202 ? success(undefined) : failure(refusal(url, status, body));
}

/** Why it gave something else than what was asked for, in its own words where it has some. */
function refusal(url: string, status: number, body: Uint8Array): string {
  if (status === 401) {
    return `${url} asks for a login: give it as --header 'Authorization: Bearer …' or as user:password@ in the URL`;
  }
  if (status === 404) return `${url} serves no such thing: is it a sawtooth serve of this version?`;
  const { error, data } = said(body);
  const [first] = data?.notStarted ?? [];
  return `${url} says ${status}${error === undefined ? '' : `: ${first?.reason ?? error}`}`;
}

type Said = {
  readonly error?: string;
  readonly data?: { readonly notStarted?: readonly { readonly reason?: string }[] };
};

function said(body: Uint8Array): Said {
  try {
    return Object(JSON.parse(new TextDecoder().decode(body))) as Said;
  } catch {
    return {};
  }
}
