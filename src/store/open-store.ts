import { resolve } from 'node:path';
import { type Result, success } from '../model/result.ts';
import { explainFileError } from './explain-file-error.ts';
import { listIncidents, putIncident } from './incidents.ts';
import { listCaptures } from './list-captures.ts';
import { makeFolder } from './make-folder.ts';
import { putCapture } from './put-capture.ts';
import { readCapture } from './read-capture.ts';
import { recallLocal } from './recall-captures.ts';
import { removeCapture } from './remove-capture.ts';
import { listSnoozes, putSnoozes } from './snoozes.ts';
import type { Store } from './store.ts';
import { sweepHalfWritten } from './sweep-half-written.ts';

/**
 * Opens the store at `path`, making the folder where there is none, and removes what a killed process
 * left half written. Fails when the folder cannot be made.
 */
export async function openStore(options: {
  readonly path: string;
  readonly nowMs: number;
}): Promise<Result<Store>> {
  const path = resolve(options.path);
  try {
    await makeFolder(path);
    await sweepHalfWritten(path, options.nowMs);
  } catch (error) {
    return explainFileError(error, `open the store ${path}`);
  }
  return success({
    path,
    putCapture: (owner, profile, about) => putCapture(path, owner, profile, about),
    readCapture: (capture) => readCapture(path, capture),
    listCaptures: (filter) => listCaptures(path, filter),
    recallCaptures: (owner, lifeStartAtMs) => recallLocal(path, owner, lifeStartAtMs),
    restoreCaptures: async () => success(undefined),
    removeCapture,
    putIncident: (incident) => putIncident(path, incident),
    listIncidents: () => listIncidents(path),
    putSnoozes: (snoozes) => putSnoozes(path, snoozes),
    listSnoozes: () => listSnoozes(path),
  });
}
