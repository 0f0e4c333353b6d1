import type { Context } from 'hono';
import { jsonFault } from '../model/json-fault.ts';
import { formatBytes } from '../render/format-bytes.ts';
import { type ErrorStatus, refuse } from './envelope.ts';

/** A body has this long to arrive: a few slow ones must not keep everybody else's from being read. */
const deadlineMs = 10_000;

/** What is wrong with a body: the status of the answer to it, and a sentence. */
export type BadBody = { readonly ok: false; readonly status: ErrorStatus; readonly why: string };

/** A body that was read, or the answer to one that is none. */
export type ReadJson =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly response: Response };

/** The JSON body of a request that may be asked of us (`readOwnText`), or the envelope that refuses it. */
export async function readJson(
  c: Context,
  maxBytes: number,
  /** Told how many bytes have come. */
  came: (bytes: number) => void = () => undefined,
): Promise<ReadJson> {
  const no = (status: ErrorStatus, why: string): ReadJson => {
    return { ok: false, response: refuse(c, status, why) };
  };
  const text = await readOwnText(c, maxBytes, came);
  if (!text.ok) return no(text.status, text.why);
  const fault = jsonFault(text.value);
  if (fault !== null) return no(413, `the body ${fault}`);
  try {
    return { ok: true, value: JSON.parse(text.value) };
  } catch (error) {
    return no(400, `the body is no JSON: ${(error as Error).message}`);
  }
}

/** The same of a form of one of our pages: its fields by name, of each the last. */
export async function readForm(
  c: Context,
  maxBytes: number,
): Promise<{ readonly ok: true; readonly value: Readonly<Record<string, string>> } | BadBody> {
  const text = await readOwnText(c, maxBytes);
  if (!text.ok) return text;
  return { ok: true, value: Object.fromEntries(new URLSearchParams(text.value)) };
}

/**
 * A body as text. One from another web page is refused (a browser says where it comes from, and none of them has a
 * reason to ask for a change here), and so is one of more than `maxBytes`, while it arrives.
 */
async function readOwnText(
  c: Context,
  maxBytes: number,
  came: (bytes: number) => void = () => undefined,
): Promise<{ readonly ok: true; readonly value: string } | BadBody> {
  const no = (status: ErrorStatus, why: string): BadBody => ({ ok: false, status, why });
  if (isForeignPage(c)) {
    return no(403, 'this is not for web pages of other sites: the request names another Origin');
  }
  const tooLarge = `the body is larger than ${formatBytes(maxBytes)}`;
  if (Number(c.req.header('content-length') ?? 0) > maxBytes) return no(413, tooLarge);
  const bytes = await readUpTo(c, maxBytes);
  if (typeof bytes !== 'string') came(bytes.byteLength);
  if (bytes === 'too-large') return no(413, tooLarge);
  if (bytes === 'gone') return no(400, 'the connection ended before the body did');
  if (bytes === 'too-slow') return no(408, `the body was not here within ${deadlineMs / 1000} s`);
  try {
    return { ok: true, value: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return no(400, 'the body is no UTF-8');
  }
}

/**
 * Whether a browser sends this for a page that is not our own. It says so twice: by the page's origin, and (unless it is
 * old, or this is plain HTTP by a name) by how that stands to ours, which is there too where an origin is left out.
 */
export function isForeignPage(c: Context): boolean {
  const site = c.req.header('sec-fetch-site');
  if (site === 'cross-site' || site === 'same-site') return true;
  const origin = c.req.header('origin');
  if (origin === undefined) return false;
  return !URL.canParse(origin) || new URL(origin).host !== c.req.header('host');
}

async function readUpTo(
  c: Context,
  maxBytes: number,
): Promise<Uint8Array | 'too-large' | 'too-slow' | 'gone'> {
  const reader = c.req.raw.body?.getReader();
  if (reader === undefined) return new Uint8Array();
  // Of a connection that has ended there is nothing to cancel, and that is told by a rejection.
  const letGo = () => void reader.cancel().catch(() => undefined);
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    letGo();
  }, deadlineMs);
  const parts: Uint8Array[] = [];
  let length = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (isLate) return 'too-slow';
      if (done) return Buffer.concat(parts, length);
      length += value.byteLength;
      if (length > maxBytes) return 'too-large';
      parts.push(value);
    }
  } catch {
    // Nobody reads the answer; that somebody left is no fault of ours, and no line of the log.
    return 'gone';
  } finally {
    clearTimeout(timer);
    // The rest is not wanted. Where all of it has come this does nothing.
    letGo();
  }
}
