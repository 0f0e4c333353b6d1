import { failure, type Result, success } from '../../model/result.ts';
import { decodeProfile } from '../../profile/decode-profile.ts';
import { encodeProfile } from '../../profile/encode-profile.ts';
import { joinColumns } from '../../profile/join-columns.ts';
import type { Profile, ValueType } from '../../profile/profile.ts';

/** One column of a stored profile as it came; `bytes` null: the store has none of this type. */
export type StoredColumn = { readonly type: string; readonly bytes: Uint8Array | null };

/** The columns that a store has of one profile of one process, and what tells that they are whole. */
export type StoredColumns = {
  /** What the store is called in sentences. */
  readonly name: string;
  readonly atMs: number;
  /** What the values of the first add up to, as the store's series says. */
  readonly total: number;
  /** Of a goroutine profile the only one. */
  readonly main: StoredColumn;
  /** Of a heap: how many objects there are. */
  readonly objects: StoredColumn | null;
  /** How many were ever allocated. */
  readonly allocated: StoredColumn | null;
};

/** What the values of a whole profile add up to may differ by rounding alone. */
const totalTolerance = 1e-3;

/**
 * One profile in pprof's format of the columns that a store keeps apart. Plain data in and out, since for a large
 * program it takes seconds and is done where nobody polls.
 */
export function joinStored(columns: StoredColumns): Result<Uint8Array> {
  const main = readMain(columns);
  if (!main.ok) return main;
  const whole = columns.objects === null ? main : withObjects(columns, main.value, columns.objects);
  if (!whole.ok) return whole;
  return success(encodeProfile({ ...whole.value, atMs: columns.atMs }));
}

function readMain({ name, atMs, total, main }: StoredColumns): Result<Profile> {
  const read = readColumn(main);
  if (!read.ok) return read;
  if (read.value === null) {
    return failure(`${name} tells of a profile at ${timeText(atMs)} and has none`);
  }
  const sum = read.value.stacks.values.reduce((all, value) => all + value, 0);
  if (Math.abs(sum - total) > totalTolerance * Math.max(sum, total)) {
    return failure(
      `${name}: the profile at ${timeText(atMs)} adds up to ${sum}, its series says ${total}: it is not of one process, or not whole. Narrow the selector.`,
    );
  }
  return success(read.value);
}

/**
 * The bytes of a heap with the number of its objects, without which growth cannot be told from the chance of
 * sampling; and with the allocations since the start where the store has them. What SDKs push counts those
 * of the last seconds instead: then somewhere more is alive than was ever allocated.
 */
function withObjects(
  { name, atMs, allocated }: StoredColumns,
  space: Profile,
  objects: StoredColumn,
): Result<Profile> {
  const alive = readColumn(objects);
  if (!alive.ok) return alive;
  if (alive.value === null) {
    return failure(
      `${name} has inuse_space at ${timeText(atMs)} and not inuse_objects, without which chance cannot be told from growth. Let it keep both.`,
    );
  }
  const counted = [space, alive.value];
  const made = allocated === null ? null : readColumn(allocated);
  if (made === null || !made.ok || made.value === null) return joinColumns(counted);
  const all = joinColumns([...counted, made.value]);
  return all.ok && isSinceStart(all.value) ? all : joinColumns(counted);
}

function isSinceStart({ stacks }: Profile): boolean {
  for (let i = 0; i < stacks.count; i++) {
    const [, alive = 0, allocated = 0] = stacks.values.subarray(i * 3, i * 3 + 3);
    // Both are scaled up by the same chance and rounded.
    if (alive > allocated + 1) return false;
  }
  return true;
}

/** null: there is none, or one without a stack. A store leaves out what its query says already. */
function readColumn({ type, bytes }: StoredColumn): Result<Profile | null> {
  if (bytes === null) return success(null);
  const read = decodeProfile(bytes);
  if (!read.ok) return read;
  if (read.value.stacks.count === 0) return success(null);
  const [, sample = '', unit = '', period = '', periodUnit = ''] = type.split(':');
  const sampleTypes: ValueType[] = [{ type: sample, unit }];
  return success({ ...read.value, sampleTypes, periodType: { type: period, unit: periodUnit } });
}

/** A moment, for sentences about stores. */
export function timeText(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19).replace('T', ' ');
}
