import type { IncomingMessage } from 'node:http';
import { StringDecoder } from 'node:string_decoder';
import { failure, type Result, success } from '../model/result.ts';
import { startDeadline } from './deadline.ts';
import { explainFailure } from './explain-failure.ts';
import { freshSecrets } from './fresh-secrets.ts';
import { hideSecretsOfRefusal } from './hide-secrets.ts';
import { type BodyProgress, readBody } from './read-body.ts';
import { flat, type HttpAnswer, type HttpRequest } from './request.ts';
import { send } from './send.ts';
import { shownBytes } from './shown-bytes.ts';
import { shownUrl } from './shown-url.ts';

/** A request whose answer comes line by line for as long as the peer likes. */
export type StreamRequest = Omit<HttpRequest, 'method' | 'body' | 'whenLarger'> & {
  /** Until its headers are here; then `idleMs` counts from one piece to the next. */
  readonly deadlineMs: number;
  readonly idleMs: number;
  /** The most bytes of one line, and of an answer with another status than 200. */
  readonly maxBytes: number;
  /** Called once the peer has agreed (status 200), before the first line. */
  readonly opened?: () => void;
};

/** How it ended; the body of an answer with another status than 200, else nothing. */
export type StreamEnd = HttpAnswer & { readonly ended: 'closed' | 'idle' | 'stopped' };

/**
 * GETs an endless answer and hands every whole line to `line`, without its end. A success once the peer
 * closes it, is silent for `idleMs` or the caller stops; a failure when it breaks off or does not come.
 */
export async function streamLines(
  given: StreamRequest,
  line: (text: string) => void,
): Promise<Result<StreamEnd>> {
  const request = { ...given, http: await freshSecrets(given.http) };
  const asked = { method: 'GET', url: request.url, shown: shownUrl(request.url) };
  const progress: BodyProgress = { bytes: 0, wireBytes: 0, declaredBytes: null };
  const deadline = startDeadline(request.deadlineMs, request.signal);
  const startedMs = performance.now();
  try {
    const headers = { 'accept-encoding': 'identity', ...request.headers };
    const stream = await send({ ...request, method: 'GET', headers }, deadline.signal);
    const about = { status: stream.statusCode ?? 0, headers: flat(stream.headers) };
    const tookMs = () => performance.now() - startedMs;
    if (about.status !== 200) {
      const body = await readBody(
        stream,
        { maxBytes: request.maxBytes, whenLarger: 'cut', signal: deadline.signal },
        progress,
      );
      if (!body.ok) return failure(`GET ${asked.shown}: ${body.reason}`, body.cause);
      const came = hideSecretsOfRefusal({ ...about, body: body.value }, request);
      return success({ ...came, tookMs: tookMs(), ended: 'closed' });
    }
    deadline.end();
    request.opened?.();
    const ended = await readLines(stream, request, progress, line);
    if (ended === 'line too long') {
      return failure(
        `GET ${asked.shown}: a line of the answer is larger than the cap of ${shownBytes(request.maxBytes)}. Check that the address is the right one.`,
      );
    }
    return success({ ...about, body: new Uint8Array(), tookMs: tookMs(), ended });
  } catch (error) {
    return explainFailure(error, asked, deadline, progress);
  } finally {
    deadline.end();
  }
}

async function readLines(
  stream: IncomingMessage,
  { idleMs, maxBytes, signal }: StreamRequest,
  progress: BodyProgress,
  line: (text: string) => void,
): Promise<StreamEnd['ended'] | 'line too long'> {
  let ended: StreamEnd['ended'] = 'closed';
  const end = (how: 'idle' | 'stopped') => {
    ended = how;
    stream.destroy();
  };
  const stop = () => end('stopped');
  const idle = setTimeout(() => end('idle'), idleMs);
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  const decoder = new StringDecoder('utf8');
  let rest = '';
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      idle.refresh();
      progress.bytes += chunk.length;
      progress.wireBytes += chunk.length;
      const [first = '', ...others] = decoder.write(chunk).split('\n');
      const lines = [rest + first, ...others];
      rest = lines.pop() ?? '';
      if (rest.length > maxBytes) return 'line too long';
      for (const text of lines) line(text);
    }
  } catch (error) {
    // Destroying it from here looks like a breakdown of the peer.
    if (ended === 'closed') throw error;
  } finally {
    clearTimeout(idle);
    signal.removeEventListener('abort', stop);
  }
  return ended;
}
