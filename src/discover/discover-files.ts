import { hash } from 'node:crypto';
import { type FSWatcher, globSync, watch } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { dirname, extname } from 'node:path';
import type { DiscoveryConfig } from '../model/config.ts';
import { parseTargetGroups } from './parse-target-groups.ts';
import type { Provider } from './provider.ts';
import type { TargetGroup } from './target-group.ts';

type FileDiscovery = Extract<DiscoveryConfig, { kind: 'file' }>;

/** What each file held when it was last whole; by its digest it is known whether it has changed. */
type Lists = Map<string, { readonly digest: string; readonly groups: readonly TargetGroup[] }>;

/** As an HTTP server may answer (discover-http.ts). */
const mostBytes = 32 * 1024 ** 2;

/** Writing a file makes several events; they are one change. */
const settleMs = 100;

/**
 * Targets from files, as Prometheus' file_sd_configs: JSON or YAML by their ending, read again whenever
 * something changes in their folders and every `refresh_interval`. What a broken file last held stays.
 */
export function discoverFiles({ patterns, refreshIntervalMs }: FileDiscovery): Provider {
  return async (found, { sleep }, signal) => {
    const lists: Lists = new Map();
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
        const groups = [...lists.values()].flatMap((list) => list.groups);
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
async function readFiles(patterns: readonly string[], lists: Lists): Promise<string | null> {
  const paths = [...new Set(patterns.flatMap((pattern) => globSync(pattern)))].sort();
  const problems: string[] = [];
  for (const path of paths) {
    const problem = await readList(path, lists);
    if (problem !== null)
      problems.push(`${path}: ${problem}; ${whatStays(lists.get(path)?.groups)}`);
  }
  for (const path of lists.keys()) {
    if (!paths.includes(path)) lists.delete(path);
  }
  // That a pattern matches nothing yet is what it is a pattern for.
  const missing = patterns.filter((one) => !one.includes('*') && !paths.includes(one));
  for (const path of missing) problems.push(`${path}: there is no such file`);
  return problems.length === 0 ? null : problems.join('. ');
}

/** Groups of a file that has not changed stay the same ones, so that nobody relabels them again. */
async function readList(path: string, lists: Lists): Promise<string | null> {
  const format = extname(path).toLowerCase() === '.json' ? 'json' : 'yaml';
  try {
    const kind = await stat(path);
    // Of a pipe the read would never end, and hold up those of all others.
    if (!kind.isFile())
      return `it cannot be read (${kind.isDirectory() ? 'it is a folder' : 'it is no file'})`;
    if (kind.size > mostBytes)
      return `it cannot be read (it is larger than ${mostBytes / 1024 ** 2} MiB)`;
    const text = await readFile(path, 'utf8');
    const digest = hash('sha256', text);
    if (lists.get(path)?.digest === digest) return null;
    const about = { source: path, meta: { __meta_filepath: path } };
    const groups = parseTargetGroups(text, format, about);
    if (!groups.ok) return groups.reason;
    lists.set(path, { digest, groups: groups.value });
    return null;
  } catch (error) {
    return `it cannot be read (${(error as NodeJS.ErrnoException).code ?? error})`;
  }
}

function whatStays(before: readonly TargetGroup[] | undefined): string {
  if (before === undefined) return 'nothing is known of what it should hold';
  const count = before.reduce((sum, { targets }) => sum + targets.length, 0);
  return `what it held before stays (targets: ${count})`;
}
