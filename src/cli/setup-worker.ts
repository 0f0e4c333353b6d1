/**
 * The process that reads configuration and rules for a sidecar: zod and YAML, and all that they keep, are
 * gone when it ends.
 */
import type { Result } from '../model/result.ts';
import { UsageError } from './command.ts';
import { readSetup, type SetupFiles, type SetupRead } from './read-setup.ts';

process.once('message', (files) => {
  process.send?.(answer(files as SetupFiles), undefined, undefined, () => process.disconnect());
});

function answer(files: SetupFiles): Result<SetupRead> {
  try {
    return { ok: true, value: readSetup(files) };
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return { ok: false, reason: error.message };
  }
}
