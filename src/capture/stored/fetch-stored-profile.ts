import { shownUrl } from '../../http/shown-url.ts';
import type { FetchedProfile, ProfileKind } from '../../model/capture.ts';
import { failure, type Result, success } from '../../model/result.ts';
import type { ProfileSource, StoredProfiles } from '../../model/target.ts';
import { encodeProfile } from '../../profile/encode-profile.ts';
import { joinColumns } from '../../profile/join-columns.ts';
import type { Profile, ValueType } from '../../profile/profile.ts';
import type { StoreAsked } from './ask-store.ts';
import { parcaStore } from './parca-store.ts';
import type { FoundProfile, ProfileStore, Span } from './profile-store.ts';
import { pyroscopeStore } from './pyroscope-store.ts';

/** The last profile of a span is asked for; it may be none of several that lie in it. */
export type FetchStoredOptions = {
  readonly span: Span;
  readonly signal: AbortSignal;
  readonly nowMs: () => number;
};

/** What the values of a whole profile add up to may differ by rounding alone. */
const totalTolerance = 1e-3;

/**
 * Fetches one profile of one process from a store of profiles: the last one of a span of time, by itself. Stores
 * add up what lies in a span, which for memory in use would be nonsense; and they keep a profile's columns
 * apart, so these are asked for one by one and joined. Nothing was collected for it (gc=1 is for endpoints).
 */
export async function fetchStoredProfile(
  source: ProfileSource,
  stored: StoredProfiles,
  kind: ProfileKind,
  { span, signal, nowMs }: FetchStoredOptions,
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
  const profile = await read(store, kind, selector, span);
  if (!profile.ok) return profile;
  const { atMs } = profile.value;
  return success({
    kind,
    bytes: encodeProfile({ ...profile.value.profile, atMs }),
    atMs: Math.min(atMs, nowMs()),
    tookMs: performance.now() - startedMs,
    url: shownUrl(source.url),
    gc: false,
  });
}

type Read = { readonly atMs: number; readonly profile: Profile };

async function read(
  store: ProfileStore,
  kind: ProfileKind,
  selector: string,
  span: Span,
): Promise<Result<Read>> {
  if (kind === 'goroutineleak') return failure(`${store.name} keeps no profiles of this kind`);
  for (const type of mainTypes[kind]) {
    const found = await store.findLast(type, span);
    if (!found.ok) return found;
    if (found.value === null) continue;
    const profile = await readMain(store, type, found.value);
    if (!profile.ok) return profile;
    const whole = kind === 'heap' ? await withObjects(store, profile.value, found.value) : profile;
    return whole.ok ? success({ atMs: found.value.atMs, profile: whole.value }) : whole;
  }
  return failure(
    `${store.name} has no ${kind} profile of ${selector} between ${timeText(span.fromMs)} and ${timeText(span.untilMs)} (${mainTypes[kind].join(', ')}). Check the selector and that this is scraped; a longer window finds an older one.`,
  );
}

/** As Go's profiles are called when they are scraped, and when Pyroscope's SDK pushes them. */
const mainTypes = {
  heap: ['memory:inuse_space:bytes:space:bytes'],
  goroutine: [
    'goroutine:goroutine:count:goroutine:count',
    'goroutines:goroutine:count:goroutine:count',
  ],
} as const;

async function readMain(
  store: ProfileStore,
  type: string,
  found: FoundProfile,
): Promise<Result<Profile>> {
  const profile = await store.fetch(type, found);
  if (!profile.ok) return profile;
  if (profile.value === null) {
    return failure(`${store.name} tells of a profile at ${timeText(found.atMs)} and has none`);
  }
  const one = withType(profile.value, type);
  const total = one.stacks.values.reduce((sum, value) => sum + value, 0);
  if (Math.abs(total - found.total) > totalTolerance * Math.max(total, found.total)) {
    return failure(
      `${store.name}: the profile at ${timeText(found.atMs)} adds up to ${total}, its series says ${found.total}: it is not of one process, or not whole. Narrow the selector.`,
    );
  }
  return success(one);
}

/**
 * The bytes of a heap with the number of its objects, without which growth cannot be told from the chance of
 * sampling; and with the allocations since the start where the store has them. What SDKs push counts those
 * of the last seconds instead: then somewhere more is alive than was ever allocated.
 */
async function withObjects(
  store: ProfileStore,
  space: Profile,
  found: FoundProfile,
): Promise<Result<Profile>> {
  const [objects, allocated] = await Promise.all([
    store.fetch(objectsType, found),
    store.fetch(allocatedType, found),
  ]);
  if (!objects.ok) return objects;
  if (objects.value === null) {
    return failure(
      `${store.name} has inuse_space at ${timeText(found.atMs)} and not inuse_objects, without which chance cannot be told from growth. Let it keep both.`,
    );
  }
  const counted = [space, withType(objects.value, objectsType)];
  if (!allocated.ok || allocated.value === null) return joinColumns(counted);
  const all = joinColumns([...counted, withType(allocated.value, allocatedType)]);
  return all.ok && isSinceStart(all.value) ? all : joinColumns(counted);
}

const objectsType = 'memory:inuse_objects:count:space:bytes';
const allocatedType = 'memory:alloc_objects:count:space:bytes';

function isSinceStart({ stacks }: Profile): boolean {
  for (let i = 0; i < stacks.count; i++) {
    const [, alive = 0, allocated = 0] = stacks.values.subarray(i * 3, i * 3 + 3);
    // Both are scaled up by the same chance and rounded.
    if (alive > allocated + 1) return false;
  }
  return true;
}

/** A store leaves out what its query says already. */
function withType(profile: Profile, type: string): Profile {
  const [, sample = '', unit = '', period = '', periodUnit = ''] = type.split(':');
  const sampleTypes: ValueType[] = [{ type: sample, unit }];
  return { ...profile, sampleTypes, periodType: { type: period, unit: periodUnit } };
}

function timeText(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19).replace('T', ' ');
}
