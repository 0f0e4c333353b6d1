import { setTimeout as delay } from 'node:timers/promises';
import type { Engine } from '../../watch/engine.ts';
import type { Viewer } from '../viewer.ts';
import type { DemoEvent } from './progress.ts';

/** How often the verdict is looked at: between two events its figures change. */
const lookMs = 5_000;

/**
 * A viewer that shows what `shown` shows (nothing, when that is empty), and tells `note` of every event
 * and of the verdict as it stands.
 */
export function lookingOn(shown: Partial<Viewer>, note: (event: DemoEvent) => void): Viewer {
  return {
    emit: (event) => {
      shown.emit?.(event);
      note({ kind: 'watch', event });
    },
    show: async (engine, signal, discovery) => {
      const closed = new AbortController();
      const looking = look(engine, note, AbortSignal.any([signal, closed.signal]));
      await (shown.show?.(engine, signal, discovery) ?? looking);
      closed.abort();
      await looking;
    },
  };
}

async function look(
  engine: Engine,
  note: (event: DemoEvent) => void,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    const verdict = engine.snapshot().targets[0]?.verdict ?? null;
    if (verdict !== null) note({ kind: 'looked', verdict });
    await delay(lookMs, undefined, { signal }).catch(() => undefined);
  }
}
