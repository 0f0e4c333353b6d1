import { parseDuration } from '../config/parse-duration.ts';
import { failure } from '../model/result.ts';
import type { Control } from '../serve/control.ts';
import type { Engine } from '../watch/engine.ts';
import type { Wired } from './viewer.ts';

/** What may be asked of the engine over HTTP. */
export function controlOf(engine: Engine, wired: Wired | null, signal: AbortSignal): Control {
  return {
    capturing: () => engine.capturing,
    capture: (...asked) => engine.capture(...asked),
    snooze: (snooze) => engine.snooze(snooze),
    endSnooze: (id) => engine.endSnooze(id),
    difference: async (incident, part) =>
      (await wired?.difference(incident, part, signal)) ?? failure('nothing can be compared here'),
    report: async (now) =>
      (await wired?.report(now, signal)) ?? failure('nothing can be reported here'),
    reportData: async (incident) =>
      (await wired?.reportData(incident, signal)) ?? failure('nothing can be compared here'),
    parseDuration,
    nowMs: Date.now,
  };
}
