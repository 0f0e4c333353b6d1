/**
 * The thread that reads configuration and rules for a sidecar: zod and YAML, and all that they keep, are
 * gone when it ends.
 */
import { parentPort, workerData } from 'node:worker_threads';
import type { Result } from '../model/result.ts';
import { UsageError } from './command.ts';
import { readSetup, type SetupFiles, type SetupRead } from './read-setup.ts';

parentPort?.postMessage(answer(workerData as SetupFiles));

function answer(files: SetupFiles): Result<SetupRead> {
  try {
    return { ok: true, value: readSetup(files) };
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return { ok: false, reason: error.message };
  }
}
