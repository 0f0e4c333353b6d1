import { fingerprint } from '../model/labels.ts';
import type { Snooze } from '../model/quiet.ts';
import { failure, type Result, success } from '../model/result.ts';
import { printable } from '../render/printable.ts';
import type { Control } from './control.ts';

/** What is longer is a rule that ought to be changed. */
const mostMs = 366 * 86_400_000;

/**
 * A snooze that begins now, as somebody asks for it over HTTP: `{"workload","for":"8h","why","by"}`. Fails with a
 * sentence that names what of it is wrong; `shape`: how it is to be written.
 */
export async function makeSnooze(
  wish: unknown,
  { parseDuration, nowMs }: Pick<Control, 'parseDuration' | 'nowMs'>,
  shape: string,
): Promise<Result<Snooze>> {
  const { snoozeShape } = await import('./request-shapes.ts');
  const asked = snoozeShape.safeParse(wish);
  if (!asked.success) {
    const [issue] = asked.error.issues;
    const where = issue?.path.join('.') ?? '';
    return failure(`${shape}: ${where === '' ? '' : `${where}: `}${issue?.message ?? ''}`);
  }
  const { workload, why, by } = asked.data;
  const forMs = parseDuration(asked.data.for);
  if (!forMs.ok) return failure(`for: ${forMs.reason}`);
  if (forMs.value <= 0) return failure('for: it has to be longer than 0');
  if (forMs.value > mostMs) return failure('for: at most a year; change the rule instead');
  const sinceMs = nowMs();
  return success({
    id: fingerprint({ workload, since: String(sinceMs) }),
    workload,
    why: printable(why),
    by: printable(by),
    sinceMs,
    untilMs: sinceMs + forMs.value,
  });
}
