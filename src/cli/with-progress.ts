import { formatDuration } from '../render/format-duration.ts';
import type { Io } from './io.ts';
import { type Progress, ProgressLine } from './progress-line.ts';

/**
 * Says what is done from now on. `share`: how much of all is done before it; `isLong`: it takes more than a second for
 * certain, and nothing else can be said meanwhile.
 */
export type Step = (
  what: string,
  about?: { readonly share?: number; readonly isLong?: boolean },
) => void;

/** How often it is looked whether there is something to say. */
const everyMs = 200;

/** So many bytes of a profile as it comes, packed, take a second to decode (half of what was measured). */
const longBytes = 2 * 1024 ** 2;

/** No step is told to anybody. */
export const untold: Step = () => undefined;

/** Does some work whose steps are told on stderr once it takes over a second; then the line is gone. */
export async function withProgress<T>(
  io: Pick<Io, 'stderr' | 'env'>,
  work: (step: Step) => Promise<T>,
): Promise<T> {
  const line = new ProgressLine(io);
  let [what, share, sinceMs] = ['', null as number | null, Date.now()];
  const said = (): Progress => {
    const seconds = Math.floor((Date.now() - sinceMs) / 1000);
    return { text: seconds < 1 ? what : `${what}, ${formatDuration(seconds)}`, share };
  };
  // A step that waits (for a server, for a thread) has others say how long.
  const timer = setInterval(() => line.tell(said), everyMs);
  try {
    return await work((next, about = {}) => {
      [what, share, sinceMs] = [next, about.share ?? null, Date.now()];
      if (about.isLong === true) line.now(said);
      else line.tell(said);
    });
  } finally {
    clearInterval(timer);
    line.clear();
  }
}

/** Whether decoding so many bytes takes long. */
export function isLongRead(bytes: number): boolean {
  return bytes >= longBytes;
}
