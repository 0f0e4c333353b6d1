import { type FSWatcher, globSync, watch } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, extname } from 'node:path';
import type { DiscoveryConfig } from '../model/config.ts';
import { failure, type Result } from '../model/result.ts';
import { parseTargetGroups } from './parse-target-groups.ts';
import type { Provider } from './provider.ts';
import type { TargetGroup } from './target-group.ts';

type FileDiscovery = Extract<DiscoveryConfig, { kind: 'file' }>;

/** Writing a file makes several events; they are one change. */
const settleMs = 100;

/**
 * Targets from files, as Prometheus' file_sd_configs: JSON or YAML by their ending, read again whenever
 * something changes in their folders and every `refresh_interval`. What a broken file last held stays.
 */
export function discoverFiles({ patterns, refreshIntervalMs }: FileDiscovery): Provider {
  return async (found, { sleep }, signal) => {
    const lists = new Map<string, readonly TargetGroup[]>();
    const folders = new Map<string, FSWatcher>();
    let wake = () => {};
    try {
      while (!signal.aborted) {
        const changed = new Promise<'changed'>((resolve) => {
          wake = () => resolve('changed');
        });
        watchFolders(patterns, folders, () => wake());
        const problem = await readFiles(patterns, lists);
        if (signal.aborted) return;
        const groups = [...lists.values()].flat();
        found({ groups: new Map(groups.map((group) => [group.source, group])), problem });
        const pause = new AbortController();
        const stop = () => pause.abort();
        signal.addEventListener('abort', stop, { once: true });
        const why = await Promise.race([changed, sleep(refreshIntervalMs, pause.signal)]);
        stop();
        signal.removeEventListener('abort', stop);
        if (why === 'changed') await sleep(settleMs, signal);
      }
    } finally {
      for (const watcher of folders.values()) watcher.close();
    }
  };
}

/** A folder that is not there is looked for at the next refresh; without a watch the interval remains. */
function watchFolders(
  patterns: readonly string[],
  folders: Map<string, FSWatcher>,
  changed: () => void,
): void {
  for (const folder of new Set(patterns.map((pattern) => dirname(pattern)))) {
    if (folders.has(folder)) continue;
    try {
      const watcher = watch(folder, { persistent: false }, changed);
      watcher.on('error', () => {
        watcher.close();
        folders.delete(folder);
      });
      folders.set(folder, watcher);
    } catch {}
  }
}

/** Reads every file into `lists`; what is wrong with them, as one sentence. */
async function readFiles(
  patterns: readonly string[],
  lists: Map<string, readonly TargetGroup[]>,
): Promise<string | null> {
  const paths = [...new Set(patterns.flatMap((pattern) => globSync(pattern)))].sort();
  const problems: string[] = [];
  for (const path of paths) {
    const groups = await readList(path);
    if (groups.ok) lists.set(path, groups.value);
    else problems.push(`${path}: ${groups.reason}; ${whatStays(lists.get(path))}`);
  }
  for (const path of lists.keys()) {
    if (!paths.includes(path)) lists.delete(path);
  }
  // That a pattern matches nothing yet is what it is a pattern for.
  const missing = patterns.filter((one) => !one.includes('*') && !paths.includes(one));
  for (const path of missing) problems.push(`${path}: there is no such file`);
  return problems.length === 0 ? null : problems.join('. ');
}

async function readList(path: string): Promise<Result<readonly TargetGroup[]>> {
  const format = extname(path).toLowerCase() === '.json' ? 'json' : 'yaml';
  try {
    const text = await readFile(path, 'utf8');
    return parseTargetGroups(text, format, { source: path, meta: { __meta_filepath: path } });
  } catch (error) {
    return failure(`it cannot be read (${(error as NodeJS.ErrnoException).code ?? error})`, error);
  }
}

function whatStays(before: readonly TargetGroup[] | undefined): string {
  if (before === undefined) return 'nothing is known of what it should hold';
  const count = before.reduce((sum, { targets }) => sum + targets.length, 0);
  return `the ${count} targets that it held before stay`;
}
