import { shownUrl } from '../../http/shown-url.ts';
import type { FetchedProfile, ProfileKind } from '../../model/capture.ts';
import { failure, type Result, success } from '../../model/result.ts';
import type { ProfileSource, StoredProfiles } from '../../model/target.ts';
import type { StoreAsked } from './ask-store.ts';
import { type StoredColumns, timeText } from './join-stored.ts';
import { parcaStore } from './parca-store.ts';
import type { FoundProfile, ProfileStore, Span } from './profile-store.ts';
import { pyroscopeStore } from './pyroscope-store.ts';

/** The last profile of a span is asked for; it may be none of several that lie in it. */
export type FetchStoredOptions = {
  readonly span: Span;
  readonly signal: AbortSignal;
  readonly nowMs: () => number;
  /** Makes one profile of its columns (`joinStored`), where that holds nobody up. */
  readonly join: (columns: StoredColumns, signal: AbortSignal) => Promise<Result<Uint8Array>>;
};

/**
 * Fetches one profile of one process from a store of profiles: the last one of a span of time, by itself. Stores
 * add up what lies in a span, which for memory in use would be nonsense; and they keep a profile's columns
 * apart, so these are asked for one by one and joined. Nothing was collected for it (gc=1 is for endpoints).
 */
export async function fetchStoredProfile(
  source: ProfileSource,
  stored: StoredProfiles,
  kind: ProfileKind,
  { span, signal, nowMs, join }: FetchStoredOptions,
): Promise<Result<FetchedProfile>> {
  const name = `${stored.in === 'parca' ? 'Parca' : 'Pyroscope'} at ${shownUrl(source.url)}`;
  const { selector, lacks } = stored;
  if (lacks.length > 0) {
    return failure(
      `${name}: the selector ${selector} needs ${lacks.join(', ')}, which this target does not have. Write a selector of labels that it has.`,
    );
  }
  const asked: StoreAsked = { name, url: source.url, selector, http: source.http, signal };
  const store = stored.in === 'parca' ? parcaStore(asked) : pyroscopeStore(asked);
  const startedMs = performance.now();
  const columns = await read(store, kind, selector, span);
  if (!columns.ok) return columns;
  const bytes = await join(columns.value, signal);
  if (!bytes.ok) return bytes;
  return success({
    kind,
    bytes: bytes.value,
    atMs: Math.min(columns.value.atMs, nowMs()),
    tookMs: performance.now() - startedMs,
    url: shownUrl(source.url),
    gc: false,
  });
}

async function read(
  store: ProfileStore,
  kind: ProfileKind,
  selector: string,
  span: Span,
): Promise<Result<StoredColumns>> {
  if (kind === 'goroutineleak') return failure(`${store.name} keeps no profiles of this kind`);
  for (const type of mainTypes[kind]) {
    const found = await store.findLast(type, span);
    if (!found.ok) return found;
    if (found.value === null) continue;
    if (isWithin(found.value.atMs, span)) return readColumns(store, type, kind, found.value);
    return failure(
      `${store.name}: asked for ${kind} profiles between ${timeText(span.fromMs)} and ${timeText(span.untilMs)} it tells of one at ${JSON.stringify(found.value.at.slice(0, 40))}, which is none of them. Check that the URL is the right one, and its version.`,
    );
  }
  return failure(
    `${store.name} has no ${kind} profile of ${selector} between ${timeText(span.fromMs)} and ${timeText(span.untilMs)} (${mainTypes[kind].join(', ')}). Check the selector and that this is scraped; a longer window finds an older one.`,
  );
}

/** Stores give the time of a step's end, or of its beginning. */
const roundedMs = 60_000;

/** False also for what is no time. */
function isWithin(atMs: number, { fromMs, untilMs }: Span): boolean {
  return atMs >= fromMs - roundedMs && atMs <= untilMs + roundedMs;
}

/** As Go's profiles are called when they are scraped, and when Pyroscope's SDK pushes them. */
const mainTypes = {
  heap: ['memory:inuse_space:bytes:space:bytes'],
  goroutine: [
    'goroutine:goroutine:count:goroutine:count',
    'goroutines:goroutine:count:goroutine:count',
  ],
} as const;

const objectsType = 'memory:inuse_objects:count:space:bytes';
const allocatedType = 'memory:alloc_objects:count:space:bytes';

async function readColumns(
  store: ProfileStore,
  type: string,
  kind: 'heap' | 'goroutine',
  found: FoundProfile,
): Promise<Result<StoredColumns>> {
  const { atMs, total } = found;
  const main = await store.fetch(type, found);
  if (!main.ok) return main;
  const about = { name: store.name, atMs, total, main: { type, bytes: main.value } };
  if (kind === 'goroutine') return success({ ...about, objects: null, allocated: null });
  const [objects, allocated] = await Promise.all([
    store.fetch(objectsType, found),
    store.fetch(allocatedType, found),
  ]);
  if (!objects.ok) return objects;
  return success({
    ...about,
    objects: { type: objectsType, bytes: objects.value },
    // What is there without them is worth a capture.
    allocated: { type: allocatedType, bytes: allocated.ok ? allocated.value : null },
  });
}
