import { createInterface, type Interface } from 'node:readline';
import type { Io } from '../../io.ts';

/** What comes from the person, or from the script on stdin. */
export type Line =
  | { readonly kind: 'line'; readonly text: string }
  | { readonly kind: 'end' }
  /** ^C on an empty line, or a signal. */
  | { readonly kind: 'interrupted' };

/** A source of lines. */
export type Lines = {
  readonly next: () => Promise<Line>;
  readonly close: () => void;
};

/** What a line could be completed to, and which end of it is replaced. */
export type Completer = (line: string) => readonly [matches: string[], replaced: string];

const prompt = '(pprof) ';

/** Lines that can be asked for again with the arrow keys, as long as the session lasts. */
const historySize = 1000;

/**
 * Reads lines of stdin. At a terminal each is asked for by a prompt and can be edited, completed and
 * taken from the history; the prompt stands on stderr, so that stdout holds reports alone. A script is
 * not prompted.
 */
export function openLines(io: Io, complete: Completer): Lines {
  const isAsked = io.stdin.isTTY === true;
  const canEdit = isAsked && !/^(dumb)?$/.test(io.env['TERM'] ?? '');
  const output = io.stderr.isTTY || !io.stdout.isTTY ? io.stderr : io.stdout;
  const reader = createInterface({
    input: io.stdin,
    crlfDelay: Number.POSITIVE_INFINITY,
    ...(isAsked ? { output, prompt, historySize, removeHistoryDuplicates: true } : {}),
    ...(canEdit ? { completer: (line: string) => complete(line) as [string[], string] } : {}),
    terminal: canEdit,
  });
  const queue = queueOf(reader, io.signal);
  // ^C takes back what was typed; on an empty line it ends the session.
  reader.on('SIGINT', () => {
    if (reader.line === '') queue.interrupt();
    else {
      reader.write(null, { ctrl: true, name: 'e' });
      reader.write(null, { ctrl: true, name: 'u' });
    }
  });
  return {
    next() {
      if (isAsked && !queue.isOver()) reader.prompt();
      return queue.next();
    },
    close() {
      reader.close();
      if (canEdit && queue.isOver()) output.write('\n');
    },
  };
}

/** Lines come faster than commands run: they wait here, and the end after them. */
function queueOf(reader: Interface, signal: AbortSignal) {
  const waiting: Line[] = [];
  let end: Line | null = null;
  let wake: ((line: Line) => void) | null = null;
  const put = (line: Line) => {
    if (wake === null) waiting.push(line);
    else wake(line);
    wake = null;
  };
  const finish = (line: Line) => {
    if (end !== null) return;
    end = line;
    if (line.kind === 'interrupted') waiting.length = 0;
    put(line);
  };
  const interrupt = () => finish({ kind: 'interrupted' });
  reader.on('line', (text) => put({ kind: 'line', text }));
  reader.on('close', () => finish({ kind: 'end' }));
  if (signal.aborted) interrupt();
  signal.addEventListener('abort', interrupt, { once: true });
  return {
    interrupt,
    isOver: () => end !== null,
    next: (): Promise<Line> => {
      const line = waiting.shift() ?? end;
      return line === null
        ? new Promise((resolve) => {
            wake = resolve;
          })
        : Promise.resolve(line);
    },
  };
}
