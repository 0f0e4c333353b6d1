import type { QueryStep } from '../model/config.ts';
import { failure, type Result, success } from '../model/result.ts';
import { parseDuration } from './parse-duration.ts';

/** `auto`, `raw`, or a duration of a minute and more. */
export function parseQueryStep(text: string): Result<QueryStep> {
  if (text === 'auto' || text === 'raw') return success(text);
  const step = parseDuration(text);
  if (!step.ok) return failure(`is neither auto nor raw, and ${step.reason}`);
  if (step.value >= 60_000) return success(step.value);
  return failure('the least value of less than a minute is hardly less than each; write raw');
}
