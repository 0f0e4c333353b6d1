import { type Result, success } from '../model/result.ts';
import type { RecordBook, RecordKind, RecordName, StoredRecord } from './record-book.ts';

type Held = RecordName & StoredRecord;

/** A book that lives as long as its process: the twin of `openSqliteBook`, for tests. */
export function memoryBook(): RecordBook {
  const records = new Map<string, Held>();
  const nameOf = ({ kind, key }: RecordName) => `${kind} ${key}`;
  const sorted = () => [...records.values()].sort((a, b) => compare(nameOf(a), nameOf(b)));
  const sizeOf = ({ key, value }: Held) => key.length + Buffer.byteLength(value);
  return {
    write(changes) {
      for (const change of changes) {
        const { kind, key, value } = change;
        if (value === null) records.delete(nameOf(change));
        else records.set(nameOf(change), { kind, key, atMs: change.atMs, value: copied(value) });
      }
      return success(undefined);
    },
    read: (name) => success(shown(records.get(nameOf(name)))),
    list: (wanted: RecordKind): Result<readonly StoredRecord[]> =>
      success(sorted().flatMap((one) => (one.kind === wanted ? [shown(one)] : []))),
    sizes: (wanted) =>
      success(
        sorted().flatMap(({ kind, key, atMs, value }) =>
          kind === wanted ? [{ key, atMs, bytes: Buffer.byteLength(value) }] : [],
        ),
      ),
    flush: async () => success(undefined),
    shrink: () => success(false),
    log: () => ({ bytes: 0, limit: 0 }),
    present: () => success(undefined),
    bytes: () => [...records.values()].reduce((sum, one) => sum + sizeOf(one), 0),
    close: () => undefined,
  };
}

function shown(held: Held): StoredRecord;
function shown(held: Held | undefined): StoredRecord | null;
function shown(held: Held | undefined): StoredRecord | null {
  if (held === undefined) return null;
  return { key: held.key, atMs: held.atMs, value: copied(held.value) };
}

/** What the caller changes of its bytes later is none of the book's. */
function copied(value: string | Uint8Array): string | Uint8Array {
  return typeof value === 'string' ? value : new Uint8Array(value);
}

/** As SQLite's BINARY orders text. */
function compare(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
