import { httpRequest } from '../../http/request.ts';
import { streamLines } from '../../http/stream-lines.ts';
import type { WatchEvent } from '../../model/event.ts';
import type { HttpOptions } from '../../model/http.ts';
import { failure, type Result, success } from '../../model/result.ts';
import { parseModelJson, snapshotForm } from '../../render/snapshot-json.ts';
import { hasShape } from '../../store/has-shape.ts';
import { joinAnswer, type KnownSnapshot, type SnapshotAnswer } from './join-answer.ts';

/** A running `serve`: where it is, and how it is asked. */
export type Served = {
  /** Without a slash at its end. */
  readonly url: string;
  readonly http: HttpOptions;
  readonly signal: AbortSignal;
};

/** How long an answer may take: of a look, of a stored profile, of what is made for who asks, in turn (four wait, a minute each). */
export const deadlines = { look: 10_000, profile: 60_000, making: 300_000 };
const maxBytes = 256 * 1024 ** 2;
/** Of one event: an incident with its diffs. */
const maxLineBytes = 16 * 1024 ** 2;

const answerShape = {
  form: 'number',
  version: 'string',
  isWhole: 'boolean',
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

/**
 * All that it shows now; of the target `wholeId` with its whole timeline. Only what differs from what is `known` is
 * sent.
 */
export async function fetchSnapshot(
  served: Served,
  wholeId: string | null,
  known: KnownSnapshot | null = null,
): Promise<Result<KnownSnapshot>> {
  const query = new URLSearchParams({
    ...(wholeId === null ? {} : { target: wholeId }),
    ...(known === null ? {} : { since: known.version }),
  });
  const read = await get(served, `/api/v1/attach/snapshot?${query}`);
  if (!read.ok) return read;
  const other = `${served.url} is another version of sawtooth serve, or something else: what it shows cannot be read`;
  try {
    const value = parseModelJson(new TextDecoder().decode(read.value));
    if (!hasShape(value, answerShape)) return failure(other);
    const answer = value as SnapshotAnswer;
    return answer.form === snapshotForm ? success(joinAnswer(known, answer)) : failure(other);
  } catch (error) {
    return failure(other, error);
  }
}

/**
 * Hands on what happens for as long as it is told, and first what is known since `afterMs` (ms since 1970); answers with
 * why it is told no more.
 */
export async function followEvents(
  { url, http, signal }: Served,
  afterMs: number,
  told: (event: WatchEvent) => void,
): Promise<Result<void>> {
  const asked = {
    ...{ url: `${url}/api/v1/attach/events?after=${afterMs}`, http, signal },
    deadlineMs: deadlines.look,
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
  deadlineMs = deadlines.look,
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
    ...{ method: 'POST', url: `${url}/api/v1/captures`, http, signal },
    deadlineMs: deadlines.look,
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
