import { statSync } from 'node:fs';
import { loadWebConfig } from '../config/load-web-config.ts';
import type { WebConfig } from '../model/web-config.ts';
import { UsageError } from './command.ts';
import { readText } from './read-files.ts';
import { problemsError } from './read-rules.ts';

/** A web configuration that is read anew when one of its files changes. */
export type WatchedWebConfig = {
  readonly now: () => WebConfig;
  /** Looks whether a file has changed, and reads all anew then; `problem` where the new state is bad. */
  readonly look: (told: {
    changed(config: WebConfig): void;
    problem(reason: string): void;
  }) => void;
};

/** Reads a web configuration. Throws a `UsageError` that names every problem. */
export function watchWebConfig(file: string): WatchedWebConfig {
  let current = read(file);
  let seen = stampOf(file, current);
  return {
    now: () => current,
    look({ changed, problem }) {
      const stamp = stampOf(file, current);
      if (stamp === seen) return;
      seen = stamp;
      try {
        current = read(file);
        seen = stampOf(file, current);
        changed(current);
      } catch (error) {
        if (!(error instanceof UsageError)) throw error;
        problem(error.message);
      }
    },
  };
}

function read(file: string): WebConfig {
  const text = readText(file);
  if (!text.ok) throw new UsageError(text.reason);
  const { config, problems } = loadWebConfig(file, text.value, readText);
  if (config === undefined) throw problemsError(problems);
  return config;
}

/** What differs when a file was written, moved into place, or is reached over another link (as a mounted secret). */
function stampOf(file: string, { files }: WebConfig): string {
  return [file, ...files]
    .map((path) => {
      const found = statSync(path, { throwIfNoEntry: false });
      return found === undefined ? 'gone' : `${found.ino} ${found.mtimeMs} ${found.size}`;
    })
    .join('|');
}
