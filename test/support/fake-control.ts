import { parseDuration } from '../../src/config/parse-duration.ts';
import type { Snooze } from '../../src/model/quiet.ts';
import { failure, type Result, success } from '../../src/model/result.ts';
import type { Control } from '../../src/serve/control.ts';
import { nowMs } from './snapshots.ts';

/** What HTTP may ask of an engine, which remembers it; `over` is what a test is about. */
export function fakeControl(over: Partial<Control> = {}) {
  const captured: string[] = [];
  const snoozes: Snooze[] = [];
  const control: Control = {
    capturing: () => captured.length,
    capture: (id, role, ended) => {
      captured.push(`${id} ${role}`);
      queueMicrotask(() => ended?.(true));
      return null;
    },
    snooze: async (snooze) => {
      snoozes.push(snooze);
      return success(undefined);
    },
    endSnooze: (id) => {
      const at = snoozes.findIndex((one) => one.id === id);
      if (at < 0) return null;
      snoozes.splice(at, 1);
      return Promise.resolve(success(undefined));
    },
    difference: async (): Promise<Result<Uint8Array>> => failure('no profile here'),
    report: async (): Promise<Result<string>> => failure('no report here'),
    reportData: async () => failure('no captures here'),
    parseDuration,
    nowMs: () => nowMs,
    ...over,
  };
  return { control, captured, snoozes };
}
