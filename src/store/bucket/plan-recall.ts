import { type Result, success } from '../../model/result.ts';
import type { BucketClient } from './bucket-client.ts';
import { incidentsFolder, partFolder } from './mirror-incidents.ts';
import { snoozesName } from './mirror-snoozes.ts';
import type { BucketObject } from './parse-list.ts';
import type { PartOfFleet } from './part-of-fleet.ts';
import { readMark } from './read-mark.ts';

/** Who asks. `knowsNone`: his store has no incident, as on a new disk. */
export type Asker = PartOfFleet & { readonly knowsNone: boolean };

/** What of a bucket a part has to read at its start. */
export type RecallPlan = {
  /** Folders of incidents, the newest first. */
  readonly folders: readonly string[];
  /** Lists of snoozes, by path. */
  readonly snoozes: readonly string[];
  /** The mark that is to stand once all of it was read (`read-mark.ts`); null: the one that is there. */
  readonly markMs: number | null;
};

/** The most incidents: the newest, since what fires is among them. */
const mostIncidents = 1_000;

/**
 * What a bucket has that a part of a fleet does not know: of its own what lies there, where its store knows none; of the
 * same deployment's parts of another number of shards what was written there since it read them last. If that is
 * something, the number was another one meanwhile, and what the part has of its own may have gone on elsewhere or be
 * forgotten here: its own are read as well. One that was never there reads all parts of its deployment. Fails where
 * the bucket does not say what there is.
 */
export async function planRecall(
  client: BucketClient,
  { part, belongsHere, knowsNone }: Asker,
  signal: AbortSignal,
): Promise<Result<RecallPlan>> {
  const own = partFolder(part);
  const isAlone = partIn(own) === null || belongsHere === null;
  const left = isAlone ? success(nothing) : await leftByOthers(client, own, signal);
  if (!left.ok) return left;
  const { unread, markMs, isThere } = left.value;
  const isAsked = isThere && (knowsNone || markMs !== null);
  const ours = isAsked ? await listed(client, [own], signal) : success([]);
  return ours.ok ? success(planOf([...ours.value, ...unread], markMs)) : ours;
}

type Left = {
  readonly unread: readonly BucketObject[];
  /** null: nothing is new. */
  readonly markMs: number | null;
  /** Whether the asker's own part is there. */
  readonly isThere: boolean;
};

const nothing: Left = { unread: [], markMs: null, isThere: true };

/** What parts of the same deployment have left that the one at `own` has not read. */
async function leftByOthers(
  client: BucketClient,
  own: string,
  signal: AbortSignal,
): Promise<Result<Left>> {
  const found = await sharedParts(client, signal);
  if (!found.ok) return found;
  const isThere = found.value.includes(own);
  const mark = isThere ? await readMark(client, own, signal) : success(null);
  if (!mark.ok) return mark;
  const others = found.value.filter((folder) => isOther(folder, own, isThere));
  const left = await listed(client, others, signal);
  if (!left.ok) return left;
  const sinceMs = mark.value;
  // A bucket tells whole seconds, so what has the mark's own may be newer than what was read then.
  const unread = left.value.filter(
    ({ modifiedAtMs }) => sinceMs === null || modifiedAtMs >= sinceMs,
  );
  const newestMs = left.value.reduce((most, { modifiedAtMs }) => Math.max(most, modifiedAtMs), 0);
  const hasNews = unread.length > 0 && (sinceMs === null || newestMs > sinceMs);
  return success({ unread, markMs: hasNews ? newestMs : null, isThere });
}

/** Who was there has nothing to learn from those that share with it: each workload is one shard's. */
function isOther(folder: string, own: string, isThere: boolean): boolean {
  const [self, other] = [partIn(own), partIn(folder)];
  if (folder === own || other === null || other.deployment !== self?.deployment) return false;
  return !isThere || other.count !== self.count;
}

/** Not all parts: each pod with a sidecar may be one, for as long as the bucket keeps it. */
async function sharedParts(
  client: BucketClient,
  signal: AbortSignal,
): Promise<Result<readonly string[]>> {
  const lists = await Promise.all(
    ['all-', 'shard-'].map((begin) => client.list(`${incidentsFolder}/${begin}`, 'one', signal)),
  );
  const folders: string[] = [];
  for (const listed of lists) {
    if (!listed.ok) return listed;
    folders.push(...listed.value.folders);
  }
  return success(folders);
}

/** Parts that share workloads among them, as `partOf` names them; the group is their deployment. */
const shared = /^incidents\/(?:all|shard-\d+-of-(\d+))-([0-9a-f]+)\/$/;

/** Of how many shards which deployment a folder is; null: of one that shares nothing. */
function partIn(folder: string): { readonly count: string; readonly deployment: string } | null {
  const [, count = '1', deployment] = shared.exec(folder) ?? [];
  return deployment === undefined ? null : { count, deployment };
}

async function listed(
  client: BucketClient,
  folders: readonly string[],
  signal: AbortSignal,
): Promise<Result<readonly BucketObject[]>> {
  const all: BucketObject[] = [];
  for (const folder of folders) {
    const there = await client.list(folder, 'all', signal);
    if (!there.ok) return there;
    all.push(...there.value.objects);
  }
  return success(all);
}

function planOf(objects: readonly BucketObject[], markMs: number | null): RecallPlan {
  const paths = objects.map(({ path }) => path);
  const folders = new Set(
    paths.flatMap((path) => /^incidents\/[^/]+\/[^/]+\//.exec(path)?.[0] ?? []),
  );
  return {
    folders: [...folders].sort(bySecond).slice(-mostIncidents).reverse(),
    snoozes: paths.filter((path) => path.endsWith(`/${snoozesName}`)),
    markMs,
  };
}

/** Ids begin with a second of as many digits for a long time; then more of them are later. */
function bySecond(one: string, other: string): number {
  const [a = '', b = ''] = [one, other].map((folder) => folder.split('/').at(-2));
  return a.length - b.length || (a < b ? -1 : 1);
}
